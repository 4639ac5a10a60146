"""Puts SQLCipher where sqlite-utils looks for SQLite; without it failed statements leave a transaction open."""

import sys

import sqlcipher3

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher3.dbapi2)
