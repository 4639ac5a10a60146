"""A small disk that can be filled: a tmpfs where mounting is allowed, else a database that may not grow."""

import contextlib
import resource
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.store.store import Store


@dataclass(frozen=True)
class SmallDisk:
    """`real` says whether the folder is a file system of its own."""

    folder: Path
    real: bool

    def fill(self, store: Store | None = None) -> None:
        """Takes the last byte."""
        if self.real:
            with (self.folder / "filler").open("ab", buffering=0) as filler, contextlib.suppress(OSError):
                while True:
                    filler.write(b"x" * 4096)
        elif store is not None:
            (pages,) = store.writer.conn.execute("PRAGMA page_count").fetchone()
            store.writer.conn.execute(f"PRAGMA max_page_count={pages}")

    def grow(self, size: str) -> None:
        """Makes the disk larger."""
        if self.real:
            subprocess.run(["mount", "-o", f"remount,size={size}", str(self.folder)], check=True)

    def protect(self) -> bool:
        """Makes the disk read-only; whether that could be done."""
        if self.real:
            subprocess.run(["mount", "-o", "remount,ro", str(self.folder)], check=True)
        return self.real

    def free(self, store: Store | None = None) -> None:
        """Gives the room back."""
        (self.folder / "filler").unlink(missing_ok=True)
        if store is not None and not self.real:
            store.writer.conn.execute("PRAGMA max_page_count=1000000")


@contextlib.contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process grows over so many bytes: what is written breaks off there, mounting or not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def small_disk(folder: Path, size: str = "3m") -> Iterator[SmallDisk]:
    """Such a disk at `folder`, gone afterwards."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        real = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        real = False
    try:
        yield SmallDisk(folder, real)
    finally:
        if real:
            subprocess.run(["umount", str(folder)], check=True)
