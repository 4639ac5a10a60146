"""32 bytes as 24 Danish words and back, for the recovery slot (docs/format.md, "Vault"); knows no key file.

The last 8 of 264 bits check the others, so that a slip is told before anything is tried.
"""

import hashlib

from desktop.store.vault_errors import UnreadableWords
from desktop.texts import Message, _
from sync.client import names

COUNT = 24
_BITS = 11
_SEED = b"roedtraad recovery words"
_SHOWN = 5


def words_of(secret: bytes) -> tuple[str, ...]:
    """The 24 words of 32 bytes."""
    if len(secret) != 32:
        raise ValueError("a recovery secret is 32 bytes")
    bits = int.from_bytes(secret + _check(secret), "big")
    return tuple(names.words()[bits >> _BITS * place & 0x7FF] for place in reversed(range(COUNT)))


def secret_of(typed: str) -> bytes:
    """The 32 bytes of 24 typed words: any case, any signs or numbers between, "ae oe aa" for æ ø å.

    The first four letters do for a word: no two of the list share them. Raises UnreadableWords, which names places.
    """
    found = names.split(typed)
    numbers = [names.number_of(word) for word in found]
    unknown = [place for place, number in enumerate(numbers, 1) if number is None]
    if len(found) != COUNT:
        raise _unreadable(_("There must be 24 words; there are {n}."), n=len(found))
    if unknown:
        places = ", ".join(map(str, unknown[:_SHOWN])) + (" …" if len(unknown) > _SHOWN else "")
        raise _unreadable(_("These are not on the list of words: no. {places}."), places=places)
    bits = 0
    for number in numbers:
        bits = bits << _BITS | (number or 0)
    whole = bits.to_bytes(33, "big")
    if _check(whole[:32]) != whole[32:]:
        raise _unreadable(_("A word is wrong, or two have changed places: compare with the paper, word by word."))
    return whole[:32]


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(_SEED + secret).digest()[:1]


def _unreadable(msgid: str, **args: object) -> UnreadableWords:
    problem = UnreadableWords()
    problem.sentence = Message(msgid, args)
    return problem
