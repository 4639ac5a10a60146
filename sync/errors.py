"""The error tree of `sync`. A reason is a fixed word for machines and logs, never content of a record.

SyncError
 ├─ Malformed   the bytes are not of the format: INVALID, dead in every version
 ├─ Unknown     made by a newer version: kept raw, passed on, not applied
 ├─ Refused     well formed, but not allowed
 └─ Held        cannot be judged yet: a key, an op or a body is still missing
"""


class SyncError(Exception):
    """Anything `sync` refuses; `reason` is a fixed lower-case phrase without content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Malformed(SyncError):
    """The bytes are not of the format (docs/format.md); the same verdict in every version."""


class Unknown(SyncError):
    """A newer version wrote this, or it says "must understand"; it is kept and passed on."""


class Refused(SyncError):
    """Well formed, but the control log or the protocol does not allow it."""


class Held(SyncError):
    """Cannot be judged yet; it is kept until what is missing arrives."""
