"""Reads other processes' windows through the accessibility tree; run by the system's Python, which has `gi`.

JSON lines in, JSON lines out. One order asks for one of `WHAT`; the answer is {"found": …}, or {"missing": true} while
the process is not on the bus. It asks as a screen reader does, but all nodes of a window at once (org.a11y.atspi).
"""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402  # the version must be chosen first

BUS, ACCESSIBLE, TEXT = "org.freedesktop.DBus", "org.a11y.atspi.Accessible", "org.a11y.atspi.Text"
REGISTRY, ROOT = "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"
LABELLED_BY, ALL, ANY, EVERY_DEPTH = 2, 1, 2, True
ANSWER_MS, LOOKS_S, ANEW = 3000, 0.08, 20
SAID = ("FOCUSED", "FOCUSABLE", "CHECKED", "CHECKABLE", "EXPANDED", "SELECTED", "EDITABLE", "REQUIRED", "INVALID_ENTRY")
SAID += ("ENABLED", "HAS_POPUP")
ITEM = "menu item"
CELLS = ("table cell", "cell", "list item", "tree item")
STATES = {name: int(getattr(Atspi.StateType, name)) for name in (*SAID, "SHOWING")}


class Gone(Exception):
    """The process left the bus, or does not answer."""


class Tree:
    """One connection to the accessibility bus; what was announced is kept until somebody asks.

    Also what the focus last went to. Qt lists no open menu among the children of anything: of its items one hears as
    the focus comes to them, and from there one can look around.
    """

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1)
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self._bus = Gio.DBusConnection.new_for_address_sync(address.unpack()[0], flags, None, None)
        self._names = {}
        self.said, self._went = {}, {}
        for signal, event, taken in (
            ("Announcement", "object:announcement", self._announced),
            ("StateChanged", "object:state-changed:focused", self._changed),
        ):
            self._bus.signal_subscribe(
                None, "org.a11y.atspi.Event.Object", signal, None, None, Gio.DBusSignalFlags.NONE, taken
            )
            wanted = GLib.Variant("(sass)", (event, [], ""))
            self.ask(REGISTRY, ("/org/a11y/atspi/registry", REGISTRY, "RegisterEvent", wanted))

    def _changed(self, _bus, sender, path, _interface, _signal, arguments):
        state, on = arguments.unpack()[:2]
        if state == "focused" and on:
            self._went[sender] = path

    def _announced(self, _bus, sender, _path, _interface, _signal, arguments):
        words = arguments.unpack()[3]
        self.said.setdefault(sender, []).append(words if isinstance(words, str) else str(words))

    def ask(self, name, *calls):
        """The answers of one process to calls (path, interface, method, arguments), asked all at once."""
        answers, context = [None] * len(calls), GLib.MainContext.default()
        left = len(calls)

        def answered(bus, result, number):
            nonlocal left
            left -= 1
            try:
                answers[number] = bus.call_finish(result).unpack()
            except GLib.Error:
                answers[number] = None  # the node went between two questions

        for number, (path, interface, method, arguments) in enumerate(calls):
            self._bus.call(
                name,
                path,
                interface,
                method,
                arguments,
                None,
                Gio.DBusCallFlags.NONE,
                ANSWER_MS,
                None,
                answered,
                number,
            )
        while left:
            context.iteration(True)
        return answers

    def application(self, pid):
        """The name on the bus of a process. Raises Gone."""
        if pid not in self._names:
            (listed,) = self.ask(REGISTRY, (ROOT, ACCESSIBLE, "GetChildren", None))
            names = [name for name, _path in (listed[0] if listed else [])]
            asked = [
                (f"/{BUS.replace('.', '/')}", BUS, "GetConnectionUnixProcessID", GLib.Variant("(s)", (n,)))
                for n in names
            ]
            self._names |= {pids[0]: name for name, pids in zip(names, self.ask(BUS, *asked), strict=True) if pids}
        if pid not in self._names:
            raise Gone
        return self._names[pid]

    def nodes(self, pid, *states, interface=""):
        """The paths of all nodes that show, in some states, and can do something, in the tree's order. Raises Gone."""
        word = [0, 0]
        for state in ("SHOWING", *states):
            word[STATES[state] // 32] |= 1 << STATES[state] % 32
        rule = (word, ALL, {}, ALL, [0, 0, 0, 0], ALL, [interface] if interface else [], ALL, False)
        asked = GLib.Variant("((aiia{ss}iaiiasib)uib)", (rule, 0, 0, EVERY_DEPTH))
        (found,) = self.ask(self.application(pid), (ROOT, "org.a11y.atspi.Collection", "GetMatches", asked))
        if found is None:
            self._names.pop(pid, None)
            raise Gone
        return [path for _name, path in found[0]]

    def menu(self, pid, paths):
        """The item of an open menu that the focus is on, and all its items; nothing where it is among `paths`."""
        item = self._went.get(self.application(pid))
        if item is None or item in paths or self.roles(pid, [item]) != [ITEM]:
            return "", []
        (around,) = self.around(pid, [item])
        (found,) = self._of(pid, (around, ACCESSIBLE, "GetChildren", None))
        return item, [path for _name, path in (found or [[]])[0]]

    def shows(self, pid):
        """The paths of all that shows, an open menu with it."""
        paths = self.nodes(pid)
        return paths + self.menu(pid, paths)[1]

    def _of(self, pid, *calls):
        return self.ask(self.application(pid), *calls)

    def property(self, pid, paths, name):
        """Name, Description or Parent of each node; "" of one that went."""
        wanted = GLib.Variant("(ss)", (ACCESSIBLE, name))
        asked = [(path, "org.freedesktop.DBus.Properties", "Get", wanted) for path in paths]
        return [found[0] if found else "" for found in self._of(pid, *asked)]

    def around(self, pid, paths):
        """What each node is part of."""
        return [found[1] if found else ROOT for found in self.property(pid, paths, "Parent")]

    def roles(self, pid, paths):
        """What each node is."""
        asked = [(path, ACCESSIBLE, "GetRole", None) for path in paths]
        return [Atspi.role_get_name(Atspi.Role(found[0])) if found else "" for found in self._of(pid, *asked)]

    def contents(self, pid):
        """What stands in every field that shows, by path."""
        paths = self.nodes(pid, interface="Text")
        whole = GLib.Variant("(ii)", (0, -1))
        found = self._of(pid, *[(path, TEXT, "GetText", whole) for path in paths])
        return {path: text[0] if text else "" for path, text in zip(paths, found, strict=True)}


def texts(tree, pid):
    """Names, descriptions and contents of what shows."""
    paths = tree.shows(pid)
    inside = tree.contents(pid)
    named, described = tree.property(pid, paths, "Name"), tree.property(pid, paths, "Description")
    return [
        text
        for path, *both in zip(paths, named, described, strict=True)
        for text in (*both, inside.get(path, ""))
        if text
    ]


def described(tree, pid, find):
    """Role, names, description, states, label, content and what stands around it, of each node that `find` tells.

    Where one of them went between two questions, all are found and asked anew; after some times those that are left
    are told.
    """
    for _ in range(ANEW):
        found = answered(tree, pid, find(tree, pid))
        if all(found):
            break
    return [one for one in found if one]


def answered(tree, pid, paths):
    """What is told of each node; None of one that went meanwhile."""
    inside = tree.contents(pid)
    roles, around = tree.roles(pid, paths), tree.around(pid, paths)
    relations = tree._of(pid, *[(path, ACCESSIBLE, "GetRelationSet", None) for path in paths])
    names, words = tree.property(pid, paths, "Name"), tree.property(pid, paths, "Description")
    within = tree.property(pid, around, "Name")
    states = tree._of(pid, *[(path, ACCESSIBLE, "GetState", None) for path in paths])  # last: who answers was there
    found = []
    for number, path in enumerate(paths):
        if not states[number]:
            found.append(None)
            continue
        bits = states[number][0]
        labels = [p for kind, to in (relations[number] or [[]])[0] if kind == LABELLED_BY for _n, p in to]
        found.append(
            {
                "path": path,
                "role": roles[number],
                "name": names[number],
                "description": words[number],
                "text": inside.get(path, ""),
                "label": " ".join(tree.property(pid, labels, "Name")),
                "within": within[number],
                "states": [name for name in SAID if bits[STATES[name] // 32] >> STATES[name] % 32 & 1],
            }
        )
    return found


def see(tree, pid):
    """Every node that shows."""
    return described(tree, pid, Tree.shows)


def place(tree, pid):
    """Which node has the focus, without a word about it; nothing where none has."""
    paths = tree.nodes(pid, "FOCUSED", "FOCUSABLE")
    item, _items = tree.menu(pid, paths)
    if item:
        return [item]
    paths = paths or tree.nodes(pid, "FOCUSED")
    roles, around = tree.roles(pid, paths), tree.around(pid, paths)
    cells = {path for path, role in zip(paths, roles, strict=True) if role in CELLS}
    # Qt calls the current row of every list focused; it is where the list is
    return [path for path, of in zip(paths, around, strict=True) if path not in cells or of in set(paths) - cells][-1:]


def focus(tree, pid):
    """The node that has the focus, or nothing."""
    return described(tree, pid, place)


def focused(tree, pid):
    """The names of what has the focus, and of what that stands in: a row, its list."""
    return [" ".join((node["within"], node["label"], node["name"])) for node in focus(tree, pid)]


def unnamed(tree, pid):
    """Roles of focusable nodes without a name and without a label."""
    found = described(tree, pid, lambda tree, pid: tree.nodes(pid, "FOCUSABLE"))
    return [node["role"] for node in found if not node["name"] and not node["label"]]


def heard(tree, pid):
    """What was announced since somebody last asked."""
    context = GLib.MainContext.default()
    while context.pending():
        context.iteration(False)
    return tree.said.pop(tree.application(pid), [])


def wait(tree, pid, text, within, gone):
    """Until a text shows (or no longer does): the seconds it took, and else what shows instead."""
    start = time.monotonic()
    while True:
        over = time.monotonic() - start > within
        try:
            seen = texts(tree, pid)
        except Gone:  # also one that is so busy that it answers late
            if over:
                raise
        else:
            if any(text in one for one in seen) != gone:
                return [time.monotonic() - start]
            if over:
                return [" · ".join(seen)]
        time.sleep(LOOKS_S)


WHAT = {
    "texts": texts, "see": see, "focus": focus, "place": place, "focused": focused, "unnamed": unnamed, "heard": heard,
    "wait": wait,
}  # fmt: skip


def main():
    """Answers until the input ends."""
    tree = Tree()
    for line in sys.stdin:
        order = json.loads(line)
        try:
            answer = {"found": WHAT[order.pop("do")](tree, **order)}
        except Gone:
            answer = {"missing": True}
        print(json.dumps(answer), flush=True)


main()
