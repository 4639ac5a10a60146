"""Help texts of the command line in Danish; they are wanted when the commands are declared, before any state."""

from functools import cache

from desktop.texts import Texts


@cache
def _texts() -> Texts:
    return Texts()


def said(msgid: str) -> str:
    """The Danish sentence of a help text."""
    return _texts()(msgid)
