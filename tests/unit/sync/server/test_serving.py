"""The running process: its log holds no content whoever writes the line, and it may open as many files as it is let."""

import json
import logging
import resource
import sys

import pytest

from sync.server import serving
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
