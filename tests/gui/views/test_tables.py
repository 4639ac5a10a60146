"""The long list: pages come when needed, refreshing moves nothing, headings open groups."""

from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from desktop.ui.list_rows import ListRow
from desktop.ui.tables import ListView


def rows(first: int, last: int, tag: str = "") -> list[ListRow]:
    """Rows with keys `first` to `last`, ten under each heading."""
    return [
        ListRow(bytes([n // 256, n % 256]), f"Række {n}", "Sted", tag=tag, heading=f"Dag {n // 10}")
        for n in range(first, last)
    ]


def shown(qtbot: QtBot) -> ListView:
    """A list of a hundred rows on the screen."""
    view = ListView("Rækker")
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show_rows(rows(0, 100))
    view.show()
    return view


def test_the_next_page_is_asked_for_once(qtbot: QtBot) -> None:
    """Scrolling to the end asks once; rows put at the end leave those above alone."""
    view = shown(qtbot)
    view.show_rows(rows(0, 100), more=True)
    asked: list[int] = []
    view.rows.wanted.connect(lambda: asked.append(1))
    view.scrollToBottom()
    view.rows.fetchMore(QModelIndex())
    view.rows.fetchMore(QModelIndex())
    assert len(asked) == 1
    view.rows.append(rows(100, 160), more=False)
    assert view.rows.rowCount() == 160
    assert not view.rows.canFetchMore(QModelIndex())


def test_rows_put_in_front_do_not_move_what_is_read(qtbot: QtBot) -> None:
    """With the list scrolled and a row chosen, five new rows at the top change neither."""
    view = shown(qtbot)
    view.select(rows(50, 51)[0].key)
    view.scrollTo(view.rows.index(50, 0))
    top = view.indexAt(view.viewport().rect().topLeft()).row()
    before = (view.rows.rows[top].key, view.rowViewportPosition(top))
    view.show_rows(rows(500, 505) + rows(0, 100))
    assert view.selected() == rows(50, 51)[0].key
    top = view.indexAt(view.viewport().rect().topLeft()).row()
    assert (view.rows.rows[top].key, view.rowViewportPosition(top)) == before


def test_a_changed_tag_is_shown_in_place(qtbot: QtBot) -> None:
    """»Gemt på denne pc« becomes »Sendt« without a row coming or going."""
    view = shown(qtbot)
    changes: list[str] = []
    view.rows.rowsInserted.connect(lambda *_: changes.append("in"))
    view.rows.rowsRemoved.connect(lambda *_: changes.append("out"))
    view.show_rows(rows(0, 100, "Sendt"))
    assert changes == []
    assert view.rows.rows[3].tag == "Sendt"


def test_a_heading_makes_room_for_itself(qtbot: QtBot) -> None:
    """The first row of a group is higher; when a row is put before it, the room goes to that one."""
    view = shown(qtbot)
    assert view.rowHeight(10) > view.rowHeight(11)
    view.show_rows([*rows(0, 10), ListRow(b"ny", "Ny", "Sted", heading="Dag 1"), *rows(10, 100)])
    assert view.rowHeight(10) > view.rowHeight(11)
    assert view.rowHeight(11) == view.rowHeight(12)


def test_a_screen_reader_hears_the_whole_row(qtbot: QtBot) -> None:
    """Heading, title, second line and tag in one sentence."""
    view = shown(qtbot)
    view.show_rows(rows(0, 2, "Sendt"))
    assert view.rows.data(view.rows.index(0, 0), Qt.ItemDataRole.AccessibleTextRole) == "Dag 0. Række 0. Sted. Sendt"
    view.show_rows([ListRow(b"1", "Bo.", "Udelades: Skriv et navn.", tag="Udeladt")])
    heard = view.rows.data(view.rows.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert heard == "Bo. Udelades: Skriv et navn. Udeladt"


def test_enter_opens_the_chosen_row(qtbot: QtBot) -> None:
    """Coming by Tab chooses the first row; Down and Enter open the second."""
    view = shown(qtbot)
    opened: list[bytes] = []
    view.opened.connect(opened.append)
    view.activateWindow()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert opened == [rows(1, 2)[0].key]
