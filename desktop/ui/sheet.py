"""The one small generated style sheet: surfaces, borders, the focus ring. It knows tokens, not widgets' meanings.

A widget says what it is by the dynamic property `role`; lengths that hold text grow with the text size.
"""

from collections.abc import Callable
from typing import Final

_SHEET: Final = """
[role="window"], [role="page"] {{ background: {window}; }}
[role="topbar"] {{ background: {surface}; border-bottom: 1px solid {line}; }}
[role="navigation"] {{ background: {sunken}; border-right: 1px solid {line}; }}
[role="card"] {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; }}
[role="palette"] {{ background: {surface}; border: 1px solid {edge}; border-radius: 8px; }}
[role="quote"] {{ background: {sunken}; border-left: 3px solid {line}; }}
[role="rule"] {{ background: {line}; }}
[role="rule"][shown="false"] {{ background: transparent; }}
QTableView {{ background: transparent; selection-background-color: transparent; }}
QScrollArea, [role="plain"] {{ background: transparent; border: none; }}
QGroupBox {{ border: none; margin: 0; padding: 0; }}

QLabel {{ background: transparent; }}
QLabel:focus {{ background: {selection}; }} /* words that are marked by keys: nothing moves */
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="thread"] {{ color: {thread}; }}
QLabel[role="tag"] {{ border-radius: {p8}px; padding: {p2}px {p12}px; background: {sunken}; color: {muted}; }}
QLabel[role="tag"][tone="ok"] {{ background: {ok_wash}; color: {ok}; }}
QLabel[role="tag"][tone="warn"] {{ background: {warn_wash}; color: {warn}; }}
QLabel[role="tag"][tone="thread"] {{ background: {thread_wash}; color: {thread}; }}

[role="message"] {{ background: {surface}; border: 1px solid {line}; border-radius: 8px; }}
[role="message"][tone="ok"] {{ background: {ok_wash}; }}
[role="message"][tone="warn"] {{ background: {warn_wash}; }}
[role="message"][tone="thread"] {{ background: {thread_wash}; border-color: {thread}; }}

QPushButton, QToolButton {{
    background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 6px;
    padding: {p6}px {p14}px; min-height: {p20}px; outline: none;
}}
QPushButton:hover, QToolButton:hover {{ background: {sunken}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {selection}; }}
QPushButton:focus, QToolButton:focus {{
    border: 2px solid {primary}; padding: {f6}px {f14}px;
}}
QFileDialog QToolButton, QFileDialog QToolButton:focus {{ padding: {p4}px; }}
QPushButton:disabled {{ color: {placeholder}; border-color: {line}; }}
QPushButton[kind="primary"] {{ background: {primary}; color: {on_primary}; border-color: {primary}; }}
QPushButton[kind="primary"]:disabled {{ background: {sunken}; color: {muted}; border-color: {line}; }}
QPushButton[kind="plain"]:checked {{ background: {selection}; border-color: {primary}; }}
QPushButton[kind="urgent"] {{ color: {thread}; border-color: {thread}; }}
QPushButton[kind="urgent"]:hover {{ background: {thread_wash}; }}
QPushButton[kind="urgent"]:focus {{ border-color: {primary}; }}
QPushButton[kind="state"] {{ background: {sunken}; color: {muted}; border: 1px solid {sunken}; border-radius: 8px; }}
QPushButton[kind="state"][tone="warn"] {{ background: {warn_wash}; color: {warn}; border-color: {warn_wash}; }}
QPushButton[kind="state"][tone="thread"] {{
    background: {thread_wash}; color: {thread}; border-color: {thread_wash};
}}
QPushButton[kind="state"]:focus {{ border: 2px solid {primary}; }}
QPushButton[kind="search"] {{ background: {sunken}; padding: {p6}px {p12}px; }}
QPushButton[kind="search"]:hover {{ background: {selection}; }}
QPushButton[kind="search"]:focus {{ padding: {f6}px {f12}px; }}
QPushButton[kind="link"] {{
    background: transparent; color: {primary}; border: 2px solid transparent; border-radius: 4px;
    padding: 0 {p4}px; min-height: {p20}px;
}}
QPushButton[kind="link"][edge="left"], QPushButton[kind="link"][edge="left"]:focus {{ padding: 0 {p4}px 0 0; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; background: transparent; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {primary}; padding: 0 {p4}px; }}
QPushButton[kind="chip"] {{
    border-radius: {round}px; padding: {p3}px {p12}px; min-height: {p20}px;
}}
QPushButton[kind="chip"][tight="true"] {{ padding: {p3}px {p8}px; }}
QPushButton[kind="chip"]:checked, QPushButton[kind="chip"][chosen="true"] {{
    background: {selection}; border-color: {primary}; font-weight: 600;
}}
QPushButton[kind="chip"]:focus {{ border: 2px solid {primary}; padding: {f3}px {f12}px; }}
QPushButton[kind="chip"][tight="true"]:focus {{ padding: {f3}px {f8}px; }}
QPushButton[kind="place"] {{
    background: transparent; border: none; border-radius: 0; text-align: left;
    padding: {p7}px {p8}px {p7}px {p17}px;
}}
QPushButton[kind="place"]:hover {{ background: {selection}; }}
QPushButton[kind="place"]:checked {{ background: {surface}; font-weight: 600; }}
QPushButton[kind="place"]:focus {{ border: none; padding: {p7}px {p8}px {p7}px {p17}px; }}

QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDateTimeEdit, QListView[role="list"] {{
    background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 6px;
    selection-background-color: {primary}; selection-color: {on_primary};
    placeholder-text-color: {placeholder};
}}
QLineEdit {{ lineedit-password-character: 8226; }}
QLineEdit, QComboBox, QSpinBox, QDateTimeEdit {{ padding: {p5}px {p12}px; min-height: {p22}px; }}
QPlainTextEdit {{ padding: {p6}px {p8}px; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateTimeEdit:focus {{
    border: 2px solid {primary}; padding: {f5}px {f12}px;
}}
QPlainTextEdit:focus {{ border: 2px solid {primary}; padding: {f6}px {f8}px; }}
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QComboBox[invalid="true"] {{ border-color: {thread}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ background: {sunken}; color: {muted}; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{
    border: none; padding: 0; min-height: 0; background: transparent; placeholder-text-color: {placeholder};
}}
QComboBox:!editable {{ padding-left: {p14}px; }}
QComboBox:!editable:focus {{ padding-left: {f14}px; }}
QComboBox, QComboBox:focus {{ padding-right: 0; }} /* the arrow has its own room */
QComboBox {{ combobox-popup: 0; }} /* its list stands under it, never over it */
QComboBox::drop-down {{ border: none; width: {p22}px; }}
QComboBox::down-arrow {{ image: url("{icons}/chevron-{shade}.svg"); width: {p12}px; height: {p12}px; }}
QComboBox QAbstractItemView, QListView[role="popup"] {{
    background: {surface}; color: {text}; border: 1px solid {edge}; outline: none; padding: 4px;
    selection-background-color: {selection}; selection-color: {text};
}}
QComboBox QAbstractItemView::item, QListView[role="popup"]::item {{ min-height: {p28}px; padding: 0 {p8}px; }}
QComboBox QAbstractItemView::item:selected, QListView[role="popup"]::item:selected {{
    background: {selection}; color: {text};
}}

QMenu {{ background: {surface}; border: 1px solid {edge}; padding: 4px; }}
QMenu::item {{ padding: {p7}px {p20}px; border-radius: 4px; }}
QMenu::item:selected {{ background: {selection}; color: {text}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 0; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {edge}; padding: 4px; }}

QScrollBar:vertical {{ background: transparent; width: 14px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {edge}; border-radius: 4px; min-height: 32px; margin: 3px; }}
QScrollBar:horizontal {{ background: transparent; height: 14px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {edge}; border-radius: 4px; min-width: 32px; margin: 3px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
_TOKENS: Final = (
    "window", "surface", "sunken", "line", "edge", "text", "muted", "placeholder", "primary", "on_primary",
    "selection", "thread", "thread_wash", "ok", "ok_wash", "warn", "warn_wash",
)  # fmt: skip
_LENGTHS: Final = (2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 22, 28)


def sheet(colour: Callable[[str], str], px: Callable[[float], int], icons: str, shade: str) -> str:
    """The sheet for one choice of colours and size; `icons` is the folder of the pictures, `shade` light or dark."""
    values: dict[str, object] = {token: colour(token) for token in _TOKENS}
    values |= {f"p{n}": px(n) for n in _LENGTHS}
    # a focused border is one pixel thicker, so its padding is one pixel less, at every text size
    values |= {f"f{n}": px(n) - 1 for n in _LENGTHS}
    # a radius greater than half the height is not drawn at all
    values["round"] = px(3) + px(20) // 2
    return _SHEET.format(**values, icons=icons, shade=shade)
