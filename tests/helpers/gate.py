"""A server on loopback that stands before the real endpoint and can answer as badly as the world does."""

import contextlib
import socket
import threading
import time
from collections import Counter

_OURS = b"HTTP/1.1 200 OK\r\ncontent-type: application/vnd.roedtraad\r\n"
ANSWERS: dict[str, bytes] = {
    "nothing": b"",
    "garbage": b"\x00\xff\x16\x03 not a server \x00\r\n\r\n",
    "html": b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 27\r\n\r\n<html>Log ind her.</html>\r\n",
    "500": b"HTTP/1.1 500 Internal Server Error\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\nArgh\r\n",
    "redirect": b"HTTP/1.1 302 Found\r\nlocation: https://login.invalid/\r\ncontent-length: 0\r\n\r\n",
    "half a body": _OURS + b"content-length: 5000\r\n\r\n\x95\x01",
    "our type, not our bytes": _OURS + b"content-length: 8\r\n\r\n\x93\xc1\xff\x00abcd",
    "our type, no bytes": _OURS + b"content-length: 0\r\n\r\n",
    "gigantic": _OURS + b"content-length: 900000000000\r\n\r\n",
    "compressed": _OURS + b"content-encoding: gzip\r\ncontent-length: 4\r\n\r\n\x1f\x8b\x08\x00",
    "silent": b"",
    "dripping": _OURS + b"content-length: 5000\r\n\r\n",
    "endless headers": b"HTTP/1.1 200 OK\r\n",
}
"""What is said to every request in a mode, before what the mode goes on with."""
_GOES_ON = {"gigantic": b"\x00" * 65536, "endless headers": b"x-nonsense: " + b"y" * 60_000 + b"\r\n"}
PASS, CUT, FLIP = "pass", "the real answer cut in half", "the real answer with a flipped byte"


class Gate:
    """Listens on `port`. In mode `pass` it is a wire to the endpoint at `behind`; else it answers as `ANSWERS` says."""

    def __init__(self, port: int, behind: int) -> None:
        self.behind, self.mode = behind, "nothing"
        self.asked: Counter[str] = Counter()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", port))
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def turn(self, mode: str) -> None:
        """From now on so; what is open is cut."""
        self.mode = mode
        with self._lock:
            held, self._open = self._open, set()
        for connection in held:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Listens no more."""
        self.turn("closed")
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while self.mode != "closed":
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with self._lock:
                self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection, self.mode), daemon=True).start()

    def _serve(self, connection: socket.socket, mode: str) -> None:
        with connection, contextlib.suppress(OSError):
            if mode in (PASS, CUT, FLIP):
                self._wire(connection, mode)
                return
            connection.recv(65536)
            self.asked[mode] += 1
            connection.sendall(ANSWERS[mode])
            while mode in _GOES_ON and self.mode == mode:
                connection.sendall(_GOES_ON[mode])
            while mode in ("silent", "dripping") and self.mode == mode:
                time.sleep(0.1)
                if mode == "dripping":
                    connection.sendall(b"\x00")

    def _wire(self, connection: socket.socket, mode: str) -> None:
        with socket.create_connection(("127.0.0.1", self.behind)) as inner:
            threading.Thread(target=self._back, args=(inner, connection, mode), daemon=True).start()
            while data := connection.recv(65536):
                self.asked[mode] += 1
                inner.sendall(data)

    def _back(self, inner: socket.socket, connection: socket.socket, mode: str) -> None:
        with contextlib.suppress(OSError):
            while data := inner.recv(65536):
                at = data.find(b"\r\n\r\n") + 4 if data.startswith(b"HTTP/") else 0
                body = data[at:]
                if mode == FLIP and body:
                    middle = at + len(body) // 2
                    data = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
                if mode == CUT and body:
                    connection.sendall(data[: at + len(body) // 2])
                    break
                connection.sendall(data)
        # also after a reset: an endpoint that was killed leaves nobody waiting for its answer
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
