"""What a page must not be to one who cannot see it, or has no mouse: found in any part of a window."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QWidget

from desktop.ui.accessibility import accessible_name, focusable

_Role = QAccessible.Role
# what Tab may stop at: of anything else a screen reader tells nobody what can be done with it
_CONTROLS = (
    _Role.Button, _Role.ButtonMenu, _Role.CheckBox, _Role.RadioButton, _Role.ComboBox, _Role.EditableText, _Role.Table,
    _Role.List,
)  # fmt: skip


def nameless(root: QWidget) -> list[str]:
    """What a screen reader has no name for, each by class and object name: of the focusable, and of the lines in
    combos that can be written in, which it meets by themselves and must not call by what stands in them.
    """
    found = [widget for widget in focusable(root) if not accessible_name(widget)]
    for combo in root.findChildren(QComboBox):
        line = combo.lineEdit()
        if line is not None and combo.isVisibleTo(root) and accessible_name(line) in {"", combo.currentText()}:
            found.append(line)
    return [f"{type(widget).__name__} {widget.objectName()}".strip() for widget in found]


def markup(root: QWidget) -> list[str]:
    """What would take the words of a record for markup, and so hide some or fetch a picture: labels that Qt lets guess,
    and tool tips, which always do. A quotation is markup of our own, in which every word is escaped.
    """
    found = [f"tool tip {one.toolTip()}" for one in root.findChildren(QWidget) if "<" in one.toolTip()]
    for label in root.findChildren(QLabel):
        around = label.parentWidget()
        ours = around is not None and around.property("role") == "quote"
        if label.text() and label.textFormat() != Qt.TextFormat.PlainText and not ours:
            found.append(f"QLabel {label.text()}")
    return found


def misheard(root: QWidget) -> list[str]:
    """What a screen reader would call by what it is not: a stop that is no control and no text to be marked, one
    choice of several outside a group that has a name or beside another that is chosen too, a menu that no button has.
    """
    found = []
    for widget in focusable(root):
        node = QAccessible.queryAccessibleInterface(widget)
        words, role = f"{type(widget).__name__} »{accessible_name(widget)}«", node.role()
        read = (
            isinstance(widget, QLabel)
            and widget.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and role not in _CONTROLS and not read:
            found.append(f"{words} is {role.name}")
        around = node.parent()
        if role == _Role.RadioButton and (
            around.role() != _Role.Grouping or not around.text(QAccessible.Text.Name) or _chosen(around) > 1
        ):
            found.append(f"{words} is not one of a group")
    for menu in root.findChildren(QMenu):
        button = menu.parent()
        if not (isinstance(button, QPushButton) and button.menu() is menu and menu.accessibleName()):
            found.append(f"{type(button).__name__} has a menu that is not heard of")
    return found


def alike(stops: Sequence[QWidget]) -> list[str]:
    """Stops that nobody could tell apart by ear, and those whose description says the name once more."""
    said: list[tuple[str, str, str]] = []
    found = []
    for widget in stops:
        node = QAccessible.queryAccessibleInterface(widget)
        words, more = accessible_name(widget), node.text(QAccessible.Text.Description)
        if more and more in words:
            found.append(f"»{words}« says »{more}« again")
        said.append((words, more, node.parent().text(QAccessible.Text.Name)))
    twice = {one for one in said if said.count(one) > 1}
    return found + [
        f"»{words}« of »{more}« is there {said.count((words, more, around))} times" for words, more, around in twice
    ]


def tab_stops(root: QWidget) -> list[QWidget]:
    """Where Tab stops, in order, from the first stop of `root` round to it again."""
    stops = [w for w in focusable(root) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    if not stops:
        return []
    order: list[QWidget] = []
    here: QWidget = stops[0]
    while here not in order:
        if here in stops:
            order.append(here)
        following = here.nextInFocusChain()
        while following is not None and following not in stops and following is not order[0]:
            following = following.nextInFocusChain()
        if following is None or following in order:
            break
        here = following
    return order


def mnemonics(root: QWidget) -> dict[str, list[str]]:
    """Each mnemonic letter under `root` with the words that claim it; more than one is a clash."""
    found: dict[str, list[str]] = {}
    for widget in root.findChildren(QWidget):
        words = widget.property("text")
        if not isinstance(words, str) or not widget.isVisibleTo(root):
            continue
        if isinstance(widget, QLabel) and widget.buddy() is None:
            continue
        bare = words.replace("&&", "")
        if "&" in bare and (letter := bare[bare.index("&") + 1 :][:1].casefold()):
            found.setdefault(letter, []).append(words)
    return found


def _chosen(group: QAccessibleInterface) -> int:
    return sum(bool(group.child(number).state().checked) for number in range(group.childCount()))
