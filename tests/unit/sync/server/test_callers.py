"""Ids and numbers as paths and queries hold them: in one form, or refused."""

import pytest

from sync.errors import Malformed
from sync.server.callers import an_id, number


@pytest.mark.parametrize("text", ["", "ab", "AB" * 16, "zz" * 16, "ab" * 17, "é" * 32])
def test_what_is_no_id(text: str) -> None:
    """32 hexadecimal digits, small ones, and nothing else."""
    assert an_id("0a" * 16) == b"\n" * 16
    with pytest.raises(Malformed, match="not an id"):
        an_id(text)


@pytest.mark.parametrize("text", ["", "-1", "1.0", "1" * 19, "²", "٣"])
def test_what_is_no_number(text: str) -> None:
    """Plain digits, at most 18."""
    assert number("9" * 18) == 10**18 - 1
    with pytest.raises(Malformed, match="not a number"):
        number(text)
