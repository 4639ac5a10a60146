"""Lists of places and people as they leave the window: for paper, the clipboard or a file that Excel opens.

What is protected leaves in none of them, and no cell is a formula (CWE-1236).
"""

import csv
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from desktop.services.contacts import Contacts
from desktop.services.errors import AppError, told
from desktop.services.wording import Wording
from desktop.store.records import Records, Row
from desktop.texts import Message, _

#: What makes a spreadsheet take a cell for a formula; a tab and a line's end move what follows into another cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BREAKS = str.maketrans({"\t": " ", "\r": " ", "\n": " "})


_THERE = Message(_("There is a file of that name already, and it was left as it is. Give it another name."))


class NotWritten(AppError):
    """A list that could not be put into a file."""

    kind = "not_written"
    title = Message(_("The file was not written"))
    sentence = Message(_("The folder cannot be written in, or the disk is full. Choose another place for the file."))


@dataclass(frozen=True)
class Table:
    """A list in words: a title, headings, and a line of cells for each."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class ContactLists:
    """Makes them of what this pc can read."""

    def __init__(self, contacts: Contacts, records: Records, words: Wording) -> None:
        self._contacts, self._records, self._words = contacts, records, words

    @told()
    def places(self, recs: Collection[bytes]) -> Table:
        """These places, by name; (R)."""
        text, held = self._words.text, {row.rec: row for row in self._records.all("institution")}
        headings = (
            _("Name"),
            _("Type"),
            _("District"),
            _("Institution number"),
            _("Telephone"),
            _("Address"),
            _("Last in touch"),
        )
        rows = [
            (
                shown.name,
                shown.type_label,
                shown.district,
                _said(held[shown.rec], "institution_no"),
                _said(held[shown.rec], "phone"),
                self._unless_protected(held[shown.rec], "address"),
                shown.last_contact.strftime("%d-%m-%Y") if shown.last_contact else "",
            )
            for shown in self._contacts.institutions()
            if shown.rec in recs and shown.rec in held
        ]
        return Table(text(_("Places")), tuple(text(heading) for heading in headings), tuple(rows))

    @told()
    def people(self, recs: Collection[bytes]) -> Table:
        """These people, by name; (R)."""
        text, held = self._words.text, {row.rec: row for row in self._records.all("person")}
        headings = (_("Name"), _("Position"), _("Institution"), _("Telephone"), _("E-mail"), _("Can be reached"))
        rows = [
            (
                shown.name,
                shown.role_title,
                shown.institution,
                self._unless_protected(held[shown.rec], "phone"),
                self._unless_protected(held[shown.rec], "email"),
                shown.reachable,
            )
            for shown in self._contacts.people()
            if shown.rec in recs and shown.rec in held
        ]
        return Table(text(_("People")), tuple(text(heading) for heading in headings), tuple(rows))

    @told()
    def write(self, table: Table, path: Path) -> None:
        """A new file, whole or not there; nothing is written over. Raises NotWritten."""
        try:
            path.touch(exist_ok=False)
            _fill(path, as_csv(table))
        except FileExistsError as problem:
            raise NotWritten(_THERE) from problem
        except OSError as problem:
            raise NotWritten from problem

    def _unless_protected(self, row: Row, name: str) -> str:
        said = _said(row, name)
        return self._words.text(_("protected")) if said and row.values.get("protected") else said


def _fill(path: Path, words: str) -> None:
    """Half a list under its name would be taken for the list."""
    try:
        path.write_bytes(words.encode("utf-8-sig", "replace"))
    except OSError:
        path.unlink(missing_ok=True)
        raise


def as_csv(table: Table) -> str:
    """For Excel in Danish: semicolons; text that it would take for a formula stands behind an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([_safe(cell) for cell in line] for line in (table.headings, *table.rows))
    return out.getvalue()


def as_plain(table: Table) -> str:
    """For the clipboard: a line each, cells apart by tabs, so that it can be pasted into a sheet or a letter."""
    return "\n".join("\t".join(_safe(cell) for cell in line) for line in (table.headings, *table.rows))


def _safe(cell: str) -> str:
    flat = cell.translate(_BREAKS)
    return f"'{flat}" if flat.lstrip().startswith(_FORMULA) else flat


def _said(row: Row, name: str) -> str:
    value = row.values.get(name)
    return value if isinstance(value, str) else ""
