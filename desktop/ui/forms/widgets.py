"""The widgets of a page in one place to import from; each is explained where it is made."""

from desktop.ui.forms.buttons import Button, button, without_mnemonic
from desktop.ui.forms.chips import Chip, Chips
from desktop.ui.forms.fields import Combo, LabelledField, LineField, TextArea
from desktop.ui.forms.pages import Columns, Page, scroller
from desktop.ui.forms.place_combo import PlaceCombo
from desktop.ui.forms.rows import ActiveRow, PlainRow, Row, row
from desktop.ui.forms.sheets import Sheet
from desktop.ui.forms.surfaces import Card, InlineMessage, empty
from desktop.ui.forms.texts import Tag, restyle, rule, tag, text

__all__ = [
    "ActiveRow",
    "Button",
    "Card",
    "Chip",
    "Chips",
    "Columns",
    "Combo",
    "InlineMessage",
    "LabelledField",
    "LineField",
    "Page",
    "PlaceCombo",
    "PlainRow",
    "Row",
    "Sheet",
    "Tag",
    "TextArea",
    "button",
    "empty",
    "restyle",
    "row",
    "rule",
    "scroller",
    "tag",
    "text",
    "without_mnemonic",
]
