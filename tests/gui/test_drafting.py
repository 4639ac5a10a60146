"""A draft that could not be written: it is tried again, and what was said of it goes when it is on disk."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.services.drafts import DraftValues
from desktop.ui.forms.drafting import Drafting


class Disk:
    """Takes drafts, or is full."""

    def __init__(self) -> None:
        self.full, self.refused = True, 0
        self.kept: list[object] = []

    def write(self, draft: DraftValues, done: Callable[[object], None], fault: Callable[[str], None]) -> None:
        """At once, as the writer does a little later."""
        if self.full:
            self.refused += 1
            fault("disk_full")
        else:
            self.kept.append(draft.values)
            done(None)


class Rig:
    """A form of one field whose first draft met a full disk."""

    def __init__(self, form: QObject) -> None:
        self.disk, self.mended = Disk(), list[str]()
        self.drafting = Drafting(
            form,
            kind="consultation",
            collect=lambda: ({"text": "Hej"}, {}),
            write=self.disk.write,
            now=lambda: datetime(2026, 11, 20, tzinfo=UTC),
        )
        self.drafting.mended.connect(self.mended.append)
        self.drafting.touch()
        self.drafting.flush()


@pytest.fixture
def rig(qapp: object) -> Iterator[Rig]:
    """Its timers end with the form."""
    form = QObject()
    yield Rig(form)
    form.deleteLater()


def test_what_met_a_full_disk_is_written_without_another_word(rig: Rig) -> None:
    """It counts as unwritten, so closing or locking writes it; then the fault is past, and nothing is left to do."""
    assert rig.drafting.dirty and rig.mended == []
    rig.disk.full = False
    rig.drafting.flush()
    assert (rig.disk.kept, rig.mended, rig.drafting.dirty) == ([{"text": "Hej"}], ["disk_full"], False)


def test_it_is_tried_again_by_itself(rig: Rig, qtbot: QtBot) -> None:
    """When its time has come, and once more while the disk stays full; a timer that fired runs no more."""
    rig.drafting._again.start(1)
    qtbot.waitUntil(lambda: rig.disk.refused >= 3)
    rig.disk.full = False
    qtbot.waitUntil(lambda: rig.disk.kept == [{"text": "Hej"}])
    assert (rig.mended, rig.drafting.dirty) == (["disk_full"], False)


def test_a_save_says_itself_what_went_wrong(rig: Rig) -> None:
    """After one that failed, a draft that is kept does not take the words about the save away."""
    rig.drafting.pause()
    rig.disk.full = False
    rig.drafting.touch()
    rig.drafting.flush()
    assert (rig.disk.kept, rig.mended) == ([{"text": "Hej"}], [])
