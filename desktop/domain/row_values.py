"""From the cells of a row to the values of a record: numbers restored, names turned, labels to codes. Pure.

What is empty in the file says nothing. What cannot be read is left out with a note, or refuses the row.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from desktop.domain.columns import Columns, codes, fold, type_in_name
from desktop.domain.identifiers import NotANumber, parse_phone
from desktop.texts import Message, _

_NOTHING = frozenset({"", "-", "–", "—", "0"})
_WRITTEN_OUT = re.compile(r'="([^"]*)"|\'(.*)', re.DOTALL)
#: What is not seen and turns the text after it round.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_POWER = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
#: What has fewer is no number that anybody could call: it must not replace one.
_FEWEST_DIGITS = 3


class BadRow(ValueError):
    """The row cannot become a record; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.msgid)
        self.reason = reason


@dataclass(frozen=True)
class Wanted:
    """What a row says: the fields of a record, where a person works, and what was left out.

    `supposed` is for a new record only: the file does not say it. `strange` is a type that is not known.
    """

    values: dict[str, str]
    supposed: dict[str, str] = field(default_factory=dict)
    place_no: str = ""
    place: str = ""
    notes: tuple[Message, ...] = field(default=())
    strange: str = ""


def restore_institution_no(raw: str) -> str:
    """The six characters of an institution number, whatever a spreadsheet made of them; raises NotANumber."""
    number = written_out(raw).strip().upper()
    if re.fullmatch(r"\d{1,6}[.,]0{1,2}", number):
        number = re.split("[.,]", number)[0]
    elif re.fullmatch(r"\d{1,3}[.\u00a0\u202f ]\d{3}", number):
        number = re.sub(r"\D", "", number)
    if not re.fullmatch(r"[0-9A-Z]{6}|[0-9]{1,5}", number, re.ASCII) or not number.strip("0"):
        raise NotANumber("format")
    return number.rjust(6, "0")


def written_out(cell: str) -> str:
    """A cell without the two ways in which spreadsheets are told that digits are text: `="000101"` and `'000101`."""
    found = _WRITTEN_OUT.fullmatch(cell.strip())
    return next(part for part in found.groups() if part is not None) if found else cell


def wanted(kind: str, columns: Columns, cells: Sequence[str], otherwise: str = "") -> Wanted:
    """What the row says; `otherwise` is the type of an institution that says none. Raises BadRow."""
    said = _said(columns, cells)
    if not said:
        raise BadRow(Message(_("The columns that are read are empty.")))
    found = _institution(said, otherwise) if kind == "institution" else _person(said)
    if any(_TURNS.search(cells[at]) for at in columns.values()):
        return replace(found, notes=(*found.notes, Message(_("Hidden signs that turn the text round are left out."))))
    return found


def title(columns: Columns, cells: Sequence[str]) -> str:
    """What a row that cannot become a record is known by: both names, else the first cell of it that is read."""
    said = _said(columns, cells)
    return _both_names(said) or next(iter(said.values()), "")


def _said(columns: Columns, cells: Sequence[str]) -> dict[str, str]:
    said = {name: _line(cells[at], name) for name, at in columns.items()}
    return {name: text for name, text in said.items() if text}


def _line(cell: str, name: str) -> str:
    """One line of text, as it is compared and kept."""
    text = unicodedata.normalize("NFC", _TURNS.sub("", cell)).strip()
    if name == "address":
        text = ", ".join(part.strip().rstrip(",") for part in re.split(r"[\r\n]+", text) if part.strip())
    return " ".join(text.split())


def _institution(said: dict[str, str], otherwise: str) -> Wanted:
    notes: list[Message] = []
    values: dict[str, str] = {name: said[name] for name in ("name", "district") if name in said}
    if number := _number(said, "institution_no", notes):
        values["institution_no"] = number
    if address := _address(said):
        values["address"] = address
    _phone(said, values, notes)
    for name, catalogue, more in (("type", "institution_types", "types"), ("ownership", "ownership", "owners")):
        if name in said:
            code = codes(catalogue, more).get(fold(said[name]), "")
            if code:
                values[name] = code
            else:
                notes.append(Message(_("»{value}« is not known here and is left out."), {"value": said[name]}))
    supposed = type_in_name(said.get("name", "")) or otherwise
    strange = "" if "type" in values else said.get("type", "")
    return Wanted(values, {"type": supposed} if supposed else {}, notes=tuple(notes), strange=strange)


def _person(said: dict[str, str]) -> Wanted:
    notes: list[Message] = []
    values: dict[str, str] = {name: said[name] for name in ("role_title", "reachable") if name in said}
    if name := _name(said):
        values["name"] = name
    _phone(said, values, notes)
    email = said.get("email", "").removeprefix("mailto:")
    if re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        values["email"] = email
    elif email:
        notes.append(Message(_("»{value}« is no e-mail address and is left out."), {"value": email}))
    place_no = _number(said, "place_no", notes)
    return Wanted(values, {}, place_no, said.get("place", ""), tuple(notes))


def _name(said: dict[str, str]) -> str:
    if both := _both_names(said):
        return both
    turned = said.get("name_reversed", "")
    if turned:
        last, *first = (part.strip() for part in turned.split(","))
        if len(first) > 1:
            raise BadRow(Message(_("The name holds more than one comma.")))
        return " ".join(part for part in (*first, last) if part)
    return said.get("name", "")


def _both_names(said: dict[str, str]) -> str:
    return " ".join(said[part] for part in ("first_name", "last_name") if part in said)


def _number(said: dict[str, str], name: str, notes: list[Message]) -> str:
    raw = said.get(name, "")
    if raw == "0":
        notes.append(Message(_("»{value}« is no institution number and is left out."), {"value": raw}))
    if raw in _NOTHING:
        return ""
    try:
        return restore_institution_no(raw)
    except NotANumber:
        raise BadRow(Message(_("»{value}« is no institution number."), {"value": raw})) from None


def _address(said: dict[str, str]) -> str:
    street = said.get("address", "")
    town = " ".join(said[part] for part in ("postcode", "town") if part in said)
    if not street or not town or fold(town) in fold(street):
        return street
    return f"{street}, {town}"


def _phone(said: dict[str, str], values: dict[str, str], notes: list[Message]) -> None:
    raw = written_out(said.get("phone", "")).strip()
    if raw in _NOTHING:
        return
    if re.fullmatch(r"45\d{8}", raw, re.ASCII):
        raw = raw[2:]  # a spreadsheet takes the plus of +45 for a sign
    try:
        values["phone"] = parse_phone(raw)
    except NotANumber:
        if _POWER.fullmatch(raw) or sum(sign.isdigit() for sign in raw) < _FEWEST_DIGITS:
            notes.append(Message(_("»{value}« is no telephone number and is left out."), {"value": raw}))
        else:
            values["phone"] = raw
