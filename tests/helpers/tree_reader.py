"""Reads other processes' windows through the accessibility tree; run by the system's Python, which has `gi`.

JSON lines in, JSON lines out: {"do": "texts" | "unnamed" | "focused", "pid": n}.
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  # the version must be chosen first


def application(pid):
    """The accessible application of a process, or None while it has not registered."""
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(i)
        try:
            if child is not None and child.get_process_id() == pid:
                return child
        except GLib.Error:
            continue
    return None


def walk(node, depth=0):
    """Every showing node below `node`."""
    if node is None or depth > 40:
        return
    try:
        states = node.get_state_set()
        if depth > 1 and not states.contains(Atspi.StateType.SHOWING):
            return
        yield node
        for i in range(min(node.get_child_count(), 300)):
            yield from walk(node.get_child_at_index(i), depth + 1)
    except GLib.Error:
        return


def texts(root):
    """Names, descriptions and contents of what shows."""
    found = []
    for node in walk(root):
        try:
            for text in (node.get_name(), node.get_description()):
                if text:
                    found.append(text)
            if "Text" in node.get_interfaces():
                found.append(Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node)))
        except GLib.Error:
            continue
    return found


def unnamed(root):
    """Roles of focusable widgets without a name."""
    found = []
    for node in walk(root):
        try:
            states = node.get_state_set()
            if states.contains(Atspi.StateType.FOCUSABLE) and not node.get_name():
                found.append(node.get_role_name())
        except GLib.Error:
            continue
    return found


def focused(root):
    """The names of what has the focus, and of what that stands in: a row, its list."""
    names = []
    for node in walk(root):
        try:
            if node.get_state_set().contains(Atspi.StateType.FOCUSED):
                names += [node.get_parent().get_name() or "", node.get_name() or ""]
        except (GLib.Error, AttributeError):
            continue
    return [" ".join(names)]


WHAT = {"texts": texts, "unnamed": unnamed, "focused": focused}


def main():
    """Answers until the input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        root = application(order["pid"])
        if root is None:
            answer = {"missing": True}
        else:
            root.clear_cache()
            answer = {"found": WHAT[order["do"]](root)}
        print(json.dumps(answer), flush=True)


main()
