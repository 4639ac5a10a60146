"""Which passphrases are good enough; measures, and keeps none."""

import itertools
import tomllib
from functools import cache
from importlib.resources import files

import resources
from desktop.services.errors import WeakPassphrase
from desktop.texts import Message, _

SHORTEST = 12
LONGEST = 1024
FEWEST_DIFFERENT = 6
_COMMON = ("password", "adgangskode", "kodeord", "qwerty", "123456", "abcdef", "hemmelig", "roedtraad", "rødtråd")
_RUN = "abcdefghijklmnopqrstuvwxyzæøå 01234567890 qwertyuiopå asdfghjklæø zxcvbnm"


@cache
def demo_passphrases() -> frozenset[str]:
    """The passphrases of the synthetic municipality: printed for all to see, so they protect nothing."""
    text = files(resources).joinpath("demo", "people.toml").read_text(encoding="utf-8")
    return frozenset(str(row["passphrase"]) for row in tomllib.loads(text)["user"])


def is_demo(passphrase: str) -> bool:
    """Whether it is one of the demo's."""
    return passphrase in demo_passphrases()


def check(passphrase: str, demo: bool = False) -> None:
    """Raises WeakPassphrase; `demo`: the folder is of an organisation that is marked as demo."""
    if is_demo(passphrase):
        if demo:
            return
        raise WeakPassphrase(Message(_("This one belongs to the demo and is known to everybody. Choose your own.")))
    plain = passphrase.casefold()
    letters = plain.replace(" ", "")
    if len(passphrase.strip()) < SHORTEST or len(passphrase) > LONGEST:
        raise WeakPassphrase
    rest = letters
    for common in _COMMON:
        rest = rest.replace(common, "")
    if len(set(letters)) < FEWEST_DIFFERENT or len(rest) < SHORTEST // 2 or _is_run(letters):
        raise WeakPassphrase(
            Message(_("It is too easy to guess. Use four words that have nothing to do with each other."))
        )


def _is_run(letters: str) -> bool:
    """Mostly neighbours on the keyboard or in the alphabet, or one short piece again and again."""
    steps = sum(pair in _RUN or pair[::-1] in _RUN for pair in map("".join, itertools.pairwise(letters)))
    piece = (letters + letters).find(letters, 1)
    return steps > len(letters) * 0.6 or piece <= len(letters) // 2
