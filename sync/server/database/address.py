"""Where the endpoint's database is: what `--database` may say. Never repeats what it was given: a password is in it."""

import stat
from pathlib import Path

import sqlalchemy as sa

from sync.server import words
from sync.texts import _

_SCHEMES = ("postgresql", "postgres")


class NoAddress(words.Told):
    """What `--database` says is no address, or is not kept as one."""


def parse(said: str) -> tuple[sa.URL, bool]:
    """The address, and whether it was given with a password in the open: as an argument, which `ps` shows to all.

    `said` is `postgresql://…`, or a file that holds such a line. Raises NoAddress.
    """
    if "://" in said:
        url = _url(said)
        return url, bool(url.password or url.query.get("password"))
    return _url(_line(Path(said))), False


def _line(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise NoAddress(_("--database is neither postgresql://… nor a file that can be read")) from None
    if not stat.S_ISREG(mode) or len(text.splitlines()) != 1:
        raise NoAddress(_("the file that --database names does not hold one line postgresql://…"))
    if mode & (stat.S_IRWXG | stat.S_IRWXO) & ~stat.S_IRGRP:
        raise NoAddress(_("the file that --database names is open to others: chmod 600 it"))
    return text


def _url(text: str) -> sa.URL:
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _SCHEMES:
        raise NoAddress(_("--database is not an address postgresql://user@host:port/name"))
    return url
