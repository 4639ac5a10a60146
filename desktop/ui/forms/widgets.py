"""The widgets of a page in one place to import from; each is explained where it is made."""

from desktop.ui.forms.buttons import Button, button, without_mnemonic
from desktop.ui.forms.chips import Chip, Chips
from desktop.ui.forms.fields import Combo, LabelledField, LineField, TextArea, pairs
from desktop.ui.forms.pages import Columns, Page, scroller
from desktop.ui.forms.place_combo import PlaceCombo
from desktop.ui.forms.rows import ActiveRow, PlainRow, row
from desktop.ui.forms.sheets import Sheet
from desktop.ui.forms.surfaces import Card, InlineMessage, empty
from desktop.ui.forms.texts import restyle, rule, tag, text

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
    "Sheet",
    "TextArea",
    "button",
    "empty",
    "pairs",
    "restyle",
    "row",
    "rule",
    "scroller",
    "tag",
    "text",
    "without_mnemonic",
]
