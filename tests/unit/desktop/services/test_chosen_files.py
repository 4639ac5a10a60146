"""A file that cannot be opened is told as that (what happened, what is safe, what to do), not as a wrong kind."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from helpers.town import Town

from desktop.locked import Locked
from desktop.services import chosen_files
from desktop.services.bundle_words import BrokenOff, CannotRead
from desktop.services.chosen_files import CannotOpen
from desktop.texts import Texts

TEXTS = Texts("da")


def told(read: Callable[[], object]) -> str:
    """The sentence of the refusal."""
    with pytest.raises(CannotOpen) as refused:
        read()
    return TEXTS(refused.value.sentence)


@contextmanager
def hindered(monkeypatch: pytest.MonkeyPatch, number: int) -> Iterator[None]:
    """The system refuses to open anything."""

    def refuse(self: Path, *_how: object, **_more: object) -> None:
        raise OSError(number, os.strerror(number), str(self))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse)
        yield


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "må ikke åbnes"),
        (errno.EBUSY, "et andet program bruger den"),
        (errno.ENODEV, "er der ikke."),
        (errno.EIO, "svarer ikke"),
    ],
)
def test_what_the_system_says_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """By the name of the file and no path; that nothing was changed; what to do."""
    file = tmp_path / "liste.csv"
    file.touch()
    with hindered(monkeypatch, number):
        said = told(lambda: chosen_files.read(file, 10))
    assert said.startswith("liste.csv ")
    assert words in said and "Intet er ændret." in said and str(tmp_path) not in said


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    """A folder, a name that is gone, a pipe that nobody writes to; of a file that is too long the beginning is read."""
    os.mkfifo(tmp_path / "pipe")
    assert "er en mappe" in told(lambda: chosen_files.read(tmp_path, 10))
    assert "er der ikke." in told(lambda: chosen_files.read(tmp_path / "gone", 10))
    assert "kan læses" in told(lambda: chosen_files.read(tmp_path / "pipe", 10))
    (tmp_path / "file").write_bytes(b"0123456789")
    assert chosen_files.read(tmp_path / "file", 10) == b"0123456789"
    assert chosen_files.read(tmp_path / "file", 3) == b"0123"


def test_every_reader_of_a_chosen_file_says_so(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wizard, a list of contacts, a calendar and what came on a stick: the same file, the same words."""
    file = tmp_path / "fil"
    file.write_bytes(b"x")
    signe = town.app("signe")
    readers: tuple[Callable[[], object], ...] = (
        lambda: Locked(tmp_path / "new", town.clock).first_run.do_file("invited", {}, file),
        lambda: signe.imports.open(file),
        lambda: signe.calendar_visits.preview(file),
        lambda: signe.bundles.look(file),
    )
    with hindered(monkeypatch, errno.EACCES):
        assert len({told(read) for read in readers}) == 1


def test_a_stick_that_is_taken_out_while_it_is_read(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked through: nothing was changed. Being read in: what came is kept, and it is not said that nothing was."""
    palle, signe = town.app("palle"), town.app("signe")
    file = tmp_path / "nøgle.roedtraad"
    palle.bundles.save(file).end()
    looked = signe.bundles.look(file).end()
    for work, error, words in (
        (signe.bundles.look(file), CannotRead, "Intet er ændret"),
        (signe.bundles.take(looked), BrokenOff, "Det der er indlæst, er gemt"),
    ):

        def pulled(*_asked: object) -> None:
            raise OSError(errno.EIO, "gone")

        with monkeypatch.context() as patch, pytest.raises(error) as refused:
            patch.setattr("sync.bundle_reading.Bundle.segments", pulled)
            work.end()
        assert words in TEXTS(refused.value.sentence)
