"""Drafts round trip: whatever a form may hold while somebody types comes back as it was."""

import itertools
from collections.abc import Iterator
from datetime import timedelta, timezone
from typing import Any

import pytest
from helpers.stores import made
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.store.drafts import Drafts

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # surrogates too
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | ANY_TEXT
    | st.binary()
    | st.dates()
    | st.datetimes(timezones=st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes))))
    | st.datetimes()
)
KEYS = ANY_TEXT | st.sampled_from(["$", "v"])
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12)
MAPS = st.dictionaries(KEYS, VALUES)

_ids = itertools.count()


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drafts]:
    """The drafts of one store for all examples."""
    with made(tmp_path_factory.mktemp("drafts") / "data")[0] as store:
        yield Drafts(store)


@settings(max_examples=60, deadline=None)
@given(kind=st.text(), values=MAPS, cursor=MAPS, now_ms=st.integers(-(2**60), 2**60))
def test_what_was_typed_comes_back(
    drafts: Drafts, kind: str, values: dict[str, Any], cursor: dict[str, Any], now_ms: int
) -> None:
    """Values, cursor, kind and time of a draft are equal after a round through the encrypted store."""
    id = str(next(_ids))
    drafts.put(id, kind, values, cursor, now_ms)
    found = drafts.get(id)
    assert found is not None
    assert (found.id, found.kind, found.values, found.cursor, found.saved_ms) == (id, kind, values, cursor, now_ms)
    for name, value in values.items():
        assert type(found.values[name]) is type(value)
