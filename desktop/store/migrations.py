"""The schema of the database in numbered steps; each runs once, whole or not at all.

A step is never edited after a release: a change is a new step. Tables of record kinds are not here, `views` makes
them from the declarations.
"""

from functools import cache

import sqlcipher3.dbapi2 as sqlcipher
from sqlite_utils import Database

from desktop.store.errors import StoreDamaged, StoreHalfway, StoreTooNew
from desktop.store.problems import plainly

CHAIN_KEPT = 1000

_FIRST = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE chain (n INTEGER PRIMARY KEY, head BLOB NOT NULL) STRICT",
    "CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE drafts (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, cursor TEXT NOT NULL, saved_ms INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE readlog (
        n INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, who BLOB NOT NULL, act TEXT NOT NULL, kind TEXT NOT NULL,
        rec BLOB NOT NULL, hash BLOB NOT NULL
    ) STRICT""",
    "CREATE TRIGGER readlog_kept BEFORE DELETE ON readlog BEGIN SELECT raise(ABORT, 'append only'); END",
    "CREATE TRIGGER readlog_fixed BEFORE UPDATE ON readlog BEGIN SELECT raise(ABORT, 'append only'); END",
    """CREATE TABLE control (
        cseq INTEGER PRIMARY KEY, op BLOB NOT NULL, head BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE epoch_keys (
        space BLOB NOT NULL, epoch INTEGER NOT NULL, key BLOB NOT NULL, PRIMARY KEY (space, epoch)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE boxed (
        space BLOB NOT NULL, epoch INTEGER NOT NULL, device BLOB NOT NULL, PRIMARY KEY (space, epoch, device)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE spaces (
        space BLOB PRIMARY KEY, gen INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL DEFAULT 0, chain BLOB,
        head BLOB NOT NULL DEFAULT x'', beat INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE gens (
        space BLOB NOT NULL, gen INTEGER NOT NULL, start BLOB NOT NULL, PRIMARY KEY (space, gen)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE log (
        space BLOB NOT NULL, gen INTEGER NOT NULL, seq INTEGER NOT NULL, chain BLOB NOT NULL, cid BLOB NOT NULL,
        PRIMARY KEY (space, gen, seq)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE commits (
        pos INTEGER PRIMARY KEY AUTOINCREMENT, space BLOB NOT NULL, cid BLOB NOT NULL, device BLOB NOT NULL,
        inc BLOB NOT NULL, dseq INTEGER NOT NULL, own INTEGER NOT NULL, state TEXT NOT NULL, verdict TEXT NOT NULL,
        reason TEXT NOT NULL, user BLOB NOT NULL, made_ms INTEGER NOT NULL, seq INTEGER, received_ms INTEGER,
        chain BLOB, raw BLOB NOT NULL, UNIQUE (space, cid)
    ) STRICT""",
    "CREATE INDEX commits_waiting ON commits (space, pos) WHERE state = 'local'",
    "CREATE INDEX commits_unseen ON commits (space, seq) WHERE state = 'stored'",
    "CREATE INDEX commits_aside ON commits (verdict, pos) WHERE verdict <> 'ok'",
    "CREATE INDEX commits_own ON commits (space, inc, dseq) WHERE own = 1",
    "CREATE INDEX commits_sent ON commits (pos) WHERE own = 1",
    """CREATE TABLE revisions (
        cid BLOB NOT NULL, i INTEGER NOT NULL, space BLOB NOT NULL, rec BLOB NOT NULL, kind TEXT NOT NULL,
        user BLOB NOT NULL, device BLOB NOT NULL, received_ms INTEGER, raw BLOB NOT NULL, UNIQUE (cid, i)
    ) STRICT""",
    "CREATE INDEX revisions_of ON revisions (rec, space, kind)",
    """CREATE TABLE beats (
        space BLOB NOT NULL, device BLOB NOT NULL, raw BLOB NOT NULL, PRIMARY KEY (space, device)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE alarms (
        n INTEGER PRIMARY KEY, space BLOB NOT NULL, reason TEXT NOT NULL, device BLOB NOT NULL, times INTEGER NOT NULL,
        UNIQUE (space, reason, device)
    ) STRICT""",
    """CREATE TABLE proofs (
        n INTEGER PRIMARY KEY, reason TEXT NOT NULL, mine BLOB NOT NULL, theirs BLOB NOT NULL
    ) STRICT""",
    "INSERT INTO meta (name, value) VALUES ('inc', randomblob(8)), ('hlc_own', 0), ('hlc_seen', 0)",
)
_LISTS = (
    "CREATE INDEX commits_states ON commits (state, pos) WHERE own = 1",
    "CREATE INDEX commits_refused ON commits (pos) WHERE state = 'local' AND reason <> ''",
    "CREATE INDEX commits_kept ON commits (pos) WHERE verdict <> 'ok'",
)
_SYNC = (
    "ALTER TABLE log ADD COLUMN received_ms INTEGER NOT NULL DEFAULT 0",
    """UPDATE log SET received_ms = coalesce((SELECT received_ms FROM commits
        WHERE commits.space = log.space AND commits.cid = log.cid), 0)""",
    "CREATE INDEX commits_unplaced ON commits (space, device, inc, dseq, cid) WHERE chain IS NULL",
    "ALTER TABLE revisions ADD COLUMN standing TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE spaces ADD COLUMN judged INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX commits_own",
    "CREATE INDEX commits_by ON commits (space, device, inc, dseq)",
    """CREATE TABLE resigned (
        space BLOB NOT NULL, old BLOB NOT NULL, new BLOB NOT NULL, PRIMARY KEY (space, old)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX resigned_as ON resigned (space, new)",
    "ALTER TABLE epoch_keys ADD COLUMN good INTEGER NOT NULL DEFAULT 1",
    """CREATE TABLE made_keys (
        space BLOB NOT NULL, epoch INTEGER NOT NULL, cseq INTEGER NOT NULL, key BLOB NOT NULL, op BLOB NOT NULL,
        UNIQUE (space, op)
    ) STRICT""",
    """CREATE TABLE key_proofs (
        n INTEGER PRIMARY KEY, space BLOB NOT NULL, epoch INTEGER NOT NULL, device BLOB NOT NULL, raw BLOB NOT NULL,
        UNIQUE (space, epoch, device, raw)
    ) STRICT""",
    """CREATE TABLE namings (
        space BLOB NOT NULL, cid BLOB NOT NULL, i INTEGER NOT NULL, th BLOB NOT NULL, by BLOB NOT NULL,
        user BLOB NOT NULL, PRIMARY KEY (space, cid, i, th, by)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE tombs (
        space BLOB NOT NULL, cid BLOB NOT NULL, i INTEGER NOT NULL, th BLOB NOT NULL, state TEXT NOT NULL,
        PRIMARY KEY (space, cid, i)
    ) STRICT, WITHOUT ROWID""",
)
Steps = tuple[tuple[str, ...], ...]
STEPS: Steps = (_FIRST, _LISTS, _SYNC)


def version(database: Database) -> int:
    """The number of the last step that ran on this database."""
    with plainly():
        return int(database.conn.execute("PRAGMA user_version").fetchone()[0])


def checked(database: Database, steps: Steps = STEPS) -> int:
    """The version of a finished store, whose tables are what that version has.

    Raises StoreTooNew for a newer version, StoreDamaged for none at all, StoreHalfway where a table of this version
    is missing or one of a later version is there: a step is whole or not at all, so somebody else was at it.
    """
    have = version(database)
    if have > len(steps):
        raise StoreTooNew
    if have == 0:
        raise StoreDamaged("no schema")
    with plainly():
        rows = database.conn.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        found = {tuple(row) for row in rows}
    mine, last = _shape(steps[:have]), _shape(steps)
    later = {(kind, name) for kind, name, _sql in last - mine} - {(kind, name) for kind, name, _sql in mine}
    if not mine <= found or later & {(kind, name) for kind, name, _sql in found}:
        raise StoreHalfway
    return have


def migrate(database: Database, steps: Steps = STEPS) -> None:
    """Runs the steps that are missing. Raises StoreTooNew, and touches nothing, for a schema of a newer version."""
    if version(database) > len(steps):
        raise StoreTooNew
    connection = database.conn
    for number in range(version(database) + 1, len(steps) + 1):
        with plainly():
            connection.execute("BEGIN IMMEDIATE")
            try:
                for statement in steps[number - 1]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={number}")
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


@cache
def _shape(steps: Steps) -> frozenset[tuple[str, str, str]]:
    """What stands in the schema of a store on which just these steps ran."""
    with plainly():
        empty = sqlcipher.connect(":memory:", isolation_level=None)
        try:
            migrate(Database(empty, execute_plugins=False), steps)
            rows = empty.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        finally:
            empty.close()
    return frozenset((kind, name, sql) for kind, name, sql in rows)
