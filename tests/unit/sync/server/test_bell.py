"""The bell ends the waits that may hear of what was written, and no other."""

import asyncio
from collections.abc import Callable

import pytest

from sync.server.bell import Bell

ORG, OTHER, SPACE, ELSEWHERE = b"o" * 16, b"x" * 16, b"s" * 16, b"e" * 16


def woken(bell: Bell, then: Callable[[], None], spaces: tuple[bytes, ...] = (SPACE,)) -> bool:
    """Whether a wait for these spaces ended because of what `then` did."""

    async def wait() -> bool:
        loop = asyncio.get_running_loop()
        with bell.listening(ORG, spaces) as rung:
            then()
            began = loop.time()
            await rung(0.05)
            return loop.time() - began < 0.04

    return asyncio.run(wait())


@pytest.mark.parametrize(
    ("rung", "spaces", "ends"),
    [
        ((), (SPACE,), True),
        ((ORG,), (SPACE,), True),
        ((ORG, SPACE), (SPACE,), True),
        ((ORG, ELSEWHERE), (SPACE,), False),
        ((ORG, ELSEWHERE), (), True),
        ((OTHER,), (SPACE,), False),
    ],
)
def test_who_is_woken(rung: tuple[bytes, ...], spaces: tuple[bytes, ...], ends: bool) -> None:
    """Anything, the organisation, the space; not another space or organisation; one that knows no space hears all."""
    bell = Bell()
    assert woken(bell, lambda: bell.ring(*rung), spaces) is ends
    assert not bell._ears


def test_what_is_rung_here_is_told_elsewhere_once() -> None:
    """Other processes are told of what this one wrote, not of what it heard."""
    told: list[tuple[bytes, bytes]] = []
    bell = Bell(lambda org, space: told.append((org, space)))
    bell.ring(ORG, SPACE)
    bell.ring_here(ORG, SPACE)
    assert told == [(ORG, SPACE)]


def test_closing_ends_every_wait_and_a_loop_that_is_gone_harms_nobody() -> None:
    """Two kinds of wait end at once; a third, of a dead loop, is passed over."""
    bell = Bell()

    kept = bell.listening(ORG, ())

    async def left_behind() -> None:
        kept.__enter__()

    asyncio.run(left_behind())

    async def wait() -> bool:
        loop = asyncio.get_running_loop()
        began = loop.time()
        loop.call_later(0.01, bell.close)
        with bell.listening(ORG, ()) as rung, bell.listening(ORG, ()):
            await asyncio.gather(rung(5), bell.closing(5))
        await bell.closing(5)
        return loop.time() - began < 2

    assert asyncio.run(wait())
    assert bell.closed
