"""The registry finds every kind, and refuses to be empty."""

import pytest

from desktop.domain import kinds as package
from desktop.domain import registry


def test_every_kind_is_found() -> None:
    """One module each, named as the kind."""
    assert sorted(registry.kinds()) == [
        "agreement",
        "assessment",
        "child",
        "concern",
        "consultation",
        "institution",
        "machine",
        "member",
        "person",
        "ppr_consultation",
        "space_info",
        "visit",
    ]
    with pytest.raises(KeyError):
        registry.kind("tomorrow")


def test_an_empty_registry_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that lost its kinds does not start."""
    monkeypatch.setattr(package, "__path__", [])
    registry.kinds.cache_clear()
    try:
        with pytest.raises(registry.NoKinds):
            registry.kinds()
    finally:
        registry.kinds.cache_clear()
