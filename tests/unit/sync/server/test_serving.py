"""The running process: its log holds no content whoever writes the line, and it may open as many files as it is let."""

import json
import logging
import resource
import socket
import sys

import pytest

from sync.server import serving
from sync.server.database.errors import Gone
from sync.server.folder import Unusable
from sync.server.serving import FILES, Lines

SECRET = "Fru-Hansen-og-3.b"


def test_a_library_s_line_is_its_pattern_and_the_kind_of_error() -> None:
    """Neither what is filled in nor what the error says; our own lines go out as they are."""
    try:
        raise ValueError(SECRET)
    except ValueError:
        failed = sys.exc_info()
    foreign = logging.LogRecord("uvicorn.error", logging.ERROR, "", 1, "cannot %s", (SECRET,), failed)
    line = json.loads(Lines().format(foreign))
    assert (line["logger"], line["said"], line["error"]) == ("uvicorn.error", "cannot %s", "ValueError")
    assert SECRET not in str(line)
    plain = logging.LogRecord("uvicorn.error", logging.INFO, "", 1, "over", (), None)
    assert "error" not in json.loads(Lines().format(plain))
    own = logging.LogRecord(serving.OWN, logging.INFO, "", 1, '{"status": 200}', (), None)
    assert Lines().format(own) == '{"status": 200}'


@pytest.mark.parametrize(
    ("limits", "asked"),
    [
        ((1_024, 1 << 20), [(FILES, 1 << 20)]),
        ((1_024, 4_096), [(4_096, 4_096)]),
        ((1_024, resource.RLIM_INFINITY), [(FILES, resource.RLIM_INFINITY)]),
        ((1 << 20, 1 << 20), []),
        ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), []),
    ],
)
def test_it_asks_for_as_many_files_as_it_may_have(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], asked: list[tuple[int, int]]
) -> None:
    """Never fewer than it has, never more than the machine allows; on Windows there is nothing to ask."""
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _which: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _which, wanted: told.append(wanted))
    serving._more_files()
    assert told == asked
    monkeypatch.setattr(sys, "platform", "win32")
    serving._more_files()
    assert told == asked


def test_where_ports_are_kept_apart_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows the option that lets a port be used again at once would let two listen on it."""
    monkeypatch.setattr(serving.sys, "platform", "win32")
    listening = serving.listen("127.0.0.1", 0)
    assert listening.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) == 0
    listening.close()


class _Fails:
    """What is to be done before serving, and cannot."""

    def sweep(self) -> None:
        """No database."""
        raise Gone("endpoint has no database")

    def look(self) -> bool:
        """A mark that cannot be read."""
        raise PermissionError


class _SetBack:
    """A database that is older than its mark."""

    def look(self) -> bool:
        """So it is."""
        return True


def test_nothing_is_served_before_what_is_due_was_done(caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be erased, or told, ends the start with a reason; a database that was set back is said in the log."""
    with pytest.raises(Unusable, match="cannot erase what is due: endpoint has no database"):
        serving._erase(_Fails())  # type: ignore[arg-type]
    with pytest.raises(Unusable, match="set back"):
        serving._look(_Fails())  # type: ignore[arg-type]
    serving._look(_SetBack())  # type: ignore[arg-type]
    assert "every log begins anew" in caplog.text
