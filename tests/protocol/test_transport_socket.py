"""What a client makes of whatever a socket says, of none that listens, and of a way that is not private."""

import socket
import threading

import pytest

from sync.client.transport import HttpTransport, Unreachable
from sync.crypto.keys import DeviceKeys
from sync.protocol import MAX_ANSWER, Request


class RawServer:
    """Answers every connection with fixed bytes, slowly or endlessly if told to."""

    def __init__(self, answer: bytes, *, forever: bytes = b"") -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._answer, self._forever = answer, forever
        self._stopped = False
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._stopped:
            try:
                conn, _ = self._listening.accept()
            except OSError:
                return
            with conn:
                try:
                    conn.recv(65536)
                    conn.sendall(self._answer)
                    while self._forever and not self._stopped:
                        conn.sendall(self._forever)
                except OSError:
                    continue

    def close(self) -> None:
        """Stops."""
        self._stopped = True
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)


HTML = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>"
OURS = b"HTTP/1.1 200 OK\r\ncontent-type: application/vnd.roedtraad\r\n"


@pytest.mark.parametrize(
    ("answer", "forever"),
    [
        (b"", b""),
        (b"\x00\xff\x00garbage\r\n\r\n", b""),
        (HTML, b""),
        (b"HTTP/1.1 500 Oh no\r\ncontent-length: 0\r\n\r\n", b""),
        (b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1/login\r\ncontent-length: 0\r\n\r\n", b""),
        (OURS + b"content-length: 100\r\n\r\n\x95", b""),
        (OURS + b"transfer-encoding: chunked\r\n\r\n", b"10000\r\n" + bytes(65536) + b"\r\n"),
        (OURS + b"content-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc", b""),
    ],
    ids=["nothing", "garbage", "html", "500", "redirect", "half a body", "endless", "gzip"],
)
def test_whatever_a_socket_says_is_offline(answer: bytes, forever: bytes) -> None:
    """Bounded in size, and one error for all of it."""
    server = RawServer(answer, forever=forever)
    transport = HttpTransport(server.url, DeviceKeys.generate())
    with pytest.raises(Unreachable):
        transport.send(Request("ctl", "GET", "/v1/o/00/ctl"))
    transport.close()
    server.close()
    assert MAX_ANSWER == 8 << 20


def test_nobody_listens() -> None:
    """Connection refused is Unreachable at once, and a closed transport stays closed."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))  # nobody else gets the port meanwhile
        transport = HttpTransport(f"http://127.0.0.1:{kept.getsockname()[1]}", DeviceKeys.generate())
        with pytest.raises(Unreachable, match="no connection"):
            transport.hello()
    transport.close()
    with pytest.raises(Unreachable, match="closed"):
        transport.hello()


@pytest.mark.parametrize("url", ["http://example.org", "ftp://127.0.0.1", "nonsense", "http://127.0.0.1.example.org"])
def test_plain_http_goes_to_this_machine_only(url: str) -> None:
    """Anything else must be https."""
    with pytest.raises(Unreachable, match="not https"):
        HttpTransport(url, DeviceKeys.generate())
