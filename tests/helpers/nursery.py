"""A process that has loaded our modules and done nothing else; every process asked of it is forked from there.

Started by `helpers.forked`, which asks through a socket at file descriptor 0. It has one thread, opens no file and
makes no window, so that what is forked is as new as a command just started, less a second of imports.
"""

import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
from typing import Any

LOADED = ("desktop.cli.__main__", "desktop.app", "desktop.ui.opened", "installer.demo.driver", "sync.server.__main__")
ORDER = 1 << 16
"""The most bytes of an order: the module, its arguments, its environment and where it stands."""
NUMBER = 4


class Nursery:
    """Forks what it is asked for, and tells who asked what its number is and how it ended."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._children: dict[int, socket.socket] = {}
        self._ended, self._wakes = socket.socketpair()
        self._wakes.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wakes.fileno())

    def serve(self) -> dict[str, Any] | None:
        """In a child: what it is to run. None where nobody can ask any more."""
        with selectors.DefaultSelector() as waiting:
            for each in (self._line, self._ended):
                waiting.register(each, selectors.EVENT_READ)
            while True:
                ready = [key.fileobj for key, _events in waiting.select()]
                if self._ended in ready:
                    self._ended.recv(ORDER)
                    self._bury()
                if self._line in ready:
                    raw, descriptors, _flags, _from = socket.recv_fds(self._line, ORDER, 4)
                    if not raw or self._born(descriptors):
                        break
        if not raw:
            return None
        self._forget()
        for number, descriptor in enumerate(descriptors[:3]):
            os.dup2(descriptor, number)
        for descriptor in descriptors:
            os.close(descriptor)
        order: dict[str, Any] = json.loads(raw)
        return order

    def _born(self, descriptors: list[int]) -> bool:
        """Forks. Whether this is the child."""
        child = os.fork()
        if not child:
            return True
        for descriptor in descriptors[:3]:
            os.close(descriptor)
        self._children[child] = socket.socket(fileno=descriptors[3])
        self._children[child].sendall(child.to_bytes(NUMBER, "big"))
        return False

    def _bury(self) -> None:
        for child in list(self._children):
            found, status = os.waitpid(child, os.WNOHANG)
            if found:
                with self._children.pop(child) as told:
                    told.sendall(status.to_bytes(NUMBER, "big"))

    def _forget(self) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for each in (self._line, self._ended, self._wakes, *self._children.values()):
            each.close()


def main() -> None:
    """Loads, serves, and in each child runs a module as `python -m` does."""
    line = socket.socket(fileno=os.dup(0))
    os.set_inheritable(line.fileno(), False)
    gc.disable()
    for name in LOADED:
        importlib.import_module(name)
        if name.endswith(("__main__", "driver")):
            del sys.modules[name]
    gc.collect()
    gc.freeze()
    gc.enable()
    order = Nursery(line).serve()
    if order is None:
        return
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    sys.path[0] = order["folder"]
    sys.argv[1:] = order["arguments"]
    runpy.run_module(order["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
