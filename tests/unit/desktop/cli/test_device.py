"""`roedtraad-admin device`: invites, requests and approvals, carried by hand as files."""

import io
from pathlib import Path

import pytest
from helpers.commands import Desktop, found, pages
from helpers.town import URL


def test_words_are_asked_for_when_not_given(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are typed at a prompt; nobody at the keyboard is wrong usage, not a traceback."""
    found(desktop)
    assert desktop("asta", "device", "invite", "--out", desktop.file("i")) == 0
    assert desktop("palle", "device", "request", "--invite", desktop.file("i"), "--out", desktop.file("r")) == 0
    said = desktop.said.splitlines()[1]
    approve = ["device", "approve", "--request", desktop.file("r"), "--name", "Palle", "--role", "health_nurse"]
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert desktop("asta", *approve, "--out", desktop.file("w")) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO(said + "\n"))
    assert desktop("asta", *approve, "--out", desktop.file("w")) == 0


def test_the_same_request_can_be_written_again(desktop: Desktop) -> None:
    """The file was lost: the same words come, and a file that is there is not written over."""
    found(desktop)
    desktop("asta", "device", "invite", "--out", desktop.file("i"))
    request = ["device", "request", "--invite", desktop.file("i"), "--json"]
    assert desktop("palle", *request, "--out", desktop.file("r")) == 0
    said = desktop.answer["words"]
    assert desktop("palle", *request, "--out", desktop.file("r")) == 2
    assert desktop("palle", *request, "--out", desktop.file("again")) == 0
    assert desktop.answer["words"] == said
    assert Path(desktop.file("again")).read_bytes() == Path(desktop.file("r")).read_bytes()


def test_a_file_of_another_kind_is_called_what_it_was_meant_to_be(desktop: Desktop) -> None:
    """In the language of the sentence."""
    Path(desktop.file("i")).write_bytes(b"%PDF-1.7")
    assert desktop("palle", "device", "request", "--invite", desktop.file("i"), "--out", desktop.file("r")) == 1
    assert "Invitationen er ikke den rigtige slags fil" in desktop.complained


def test_a_new_colleague_needs_a_role(desktop: Desktop) -> None:
    """A known role, that is."""
    found(desktop)
    desktop("asta", "device", "invite", "--out", desktop.file("i"))
    desktop("palle", "device", "request", "--invite", desktop.file("i"), "--out", desktop.file("r"), "--json")
    said = desktop.answer["words"]
    approve = ["device", "approve", "--request", desktop.file("r"), "--name", "Palle", "--words", said]
    assert desktop("asta", *approve, "--out", desktop.file("w")) == 1
    assert desktop("asta", *approve, "--out", desktop.file("w"), "--role", "king") == 1


def test_a_pc_that_is_in_asks_no_more(desktop: Desktop) -> None:
    """A request from a folder that belongs to the organisation already is refused, and so is a second founding."""
    found(desktop)
    desktop("asta", "device", "invite", "--out", desktop.file("i"))
    assert desktop("asta", "device", "request", "--invite", desktop.file("i"), "--out", desktop.file("r")) == 1
    assert "allerede" in desktop.complained and not Path(desktop.file("r")).exists()
    again = ["organisation", "found", "--name", "Asta", "--url", URL, *pages(desktop, "new-")]
    assert desktop("asta", *again) == 1
    assert not Path(desktop.file("new-page-a")).exists()
