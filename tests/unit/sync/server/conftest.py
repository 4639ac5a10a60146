"""The endpoint's own tests read its English; what it says in Danish is in `test_words.py` and `test_main.py`."""

import pytest


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture
def danish(monkeypatch: pytest.MonkeyPatch, _english: None) -> None:
    """As on a server where nobody chose a language."""
    monkeypatch.delenv("LANGUAGE")
