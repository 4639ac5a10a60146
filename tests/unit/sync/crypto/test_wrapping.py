"""Small secrets under a shared key."""

import pytest

from sync.crypto.wrapping import OVERHEAD, unwrap, wrap
from sync.errors import Malformed


def test_what_was_wrapped_is_unwrapped_by_the_same_three_things_only() -> None:
    """Another key, tag or context, a flipped bit, a short text: it does not open; the same twice differs."""
    key, secret = b"k" * 32, b"fire cykler"
    wrapped = wrap(key, "rt1/kit", b"c", secret)
    assert unwrap(key, "rt1/kit", b"c", wrapped) == secret
    assert len(wrapped) == len(secret) + OVERHEAD
    assert wrap(key, "rt1/kit", b"c", secret) != wrapped
    flipped = wrapped[:-1] + bytes([wrapped[-1] ^ 1])
    wrong = [(b"l" * 32, "rt1/kit", b"c", wrapped), (key, "rt1/beat", b"c", wrapped), (key, "rt1/kit", b"d", wrapped)]
    for arguments in (*wrong, (key, "rt1/kit", b"c", flipped), (key, "rt1/kit", b"c", wrapped[: OVERHEAD - 1])):
        with pytest.raises(Malformed):
            unwrap(*arguments)
