"""What a database can be unable to do, in words that do not depend on which one it is."""

from sync.errors import SyncError


class Full(SyncError):
    """Its disk takes no more; nothing of the transaction was stored."""


class Busy(SyncError):
    """It did not come to it in time, or two transactions were in each other's way; nothing was stored."""


class Gone(SyncError):
    """It cannot be reached, is starting or going down. Whether a commit under way was stored is not known."""

    def __init__(self, reason: str, detail: str = "") -> None:
        """`detail` is what it said itself, for the person who starts the endpoint and nobody else."""
        super().__init__(reason)
        self.detail = detail


class Newer(SyncError):
    """Its tables were made by a newer version of the endpoint."""
