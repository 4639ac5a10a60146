"""The rows of a long list: in words, with their keys, and the model that grows page by page.

Which records they stand for, and who fetches them, is the page's business.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


@dataclass(frozen=True)
class ListRow:
    """One row in words; rows of the same `heading` that follow each other stand under it."""

    key: bytes
    title: str
    detail: str
    extra: str = ""
    tag: str = ""
    tone: str = "neutral"
    heading: str = ""


class ListModel(QAbstractTableModel):
    """Rows of one column; `wanted` asks for the next page when the view nears the end."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ListRow] = []
        self.more = False

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """The rows fetched so far."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """One: a row is one thing."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The title for the eye, everything for a screen reader."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = row.heading if self.opens_group(index.row()) else ""
            parts = (heading, row.title, row.detail, row.extra, row.tag)
            return ". ".join(part.removesuffix(".") for part in parts if part)
        return None

    def opens_group(self, number: int) -> bool:
        """Whether a heading stands over this row."""
        heading = self.rows[number].heading
        return bool(heading) and (number == 0 or self.rows[number - 1].heading != heading)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there is a next page."""
        return self.more

    def fetchMore(self, parent: Index) -> None:
        """Asks for it, once."""
        if self.more:
            self.more = False
            self.wanted.emit()

    def append(self, rows: Sequence[ListRow], *, more: bool) -> None:
        """Puts a further page at the end."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()
        self.more = more

    def replace(self, rows: Sequence[ListRow], *, more: bool) -> None:
        """Shows `rows` instead, moving nothing that stays: what is alike at both ends is left alone."""
        self.more = more
        fresh, old = list(rows), self.rows
        head = 0
        while head < min(len(fresh), len(old)) and fresh[head].key == old[head].key:
            head += 1
        tail = 0
        while tail < min(len(fresh), len(old)) - head and fresh[-1 - tail].key == old[-1 - tail].key:
            tail += 1
        if len(old) - tail > head:
            self.beginRemoveRows(QModelIndex(), head, len(old) - tail - 1)
            del old[head : len(old) - tail]
            self.endRemoveRows()
        if len(fresh) - tail > head:
            self.beginInsertRows(QModelIndex(), head, len(fresh) - tail - 1)
            old[head:head] = fresh[head : len(fresh) - tail]
            self.endInsertRows()
        changed = [number for number, row in enumerate(fresh) if old[number] != row]
        self.rows = fresh
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], 0))

    def number_of(self, key: bytes) -> int:
        """The row of a key, or -1."""
        return next((number for number, row in enumerate(self.rows) if row.key == key), -1)
