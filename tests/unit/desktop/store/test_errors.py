"""Every error of the store speaks Danish and can be told from the others."""

from desktop.store.errors import StoreError, Tried
from desktop.texts import Texts


def _tree(error: type[StoreError]) -> list[type[StoreError]]:
    return [error, *(leaf for child in error.__subclasses__() for leaf in _tree(child))]


def test_every_error_speaks_danish() -> None:
    """Each error of the tree has a title and a sentence, and both are translated."""
    danish = Texts("da")
    for kind in _tree(StoreError):
        found = [kind(5, 4.0), kind(1, 0.0)] if issubclass(kind, Tried) else [kind()]
        for error in found:
            for message in (error.title, error.sentence):
                assert danish(message) not in ("", message.msgid), (kind, message.msgid)
            assert error.kind


def test_the_kinds_of_errors_are_distinct() -> None:
    """A machine can tell the errors apart."""
    kinds = [kind.kind for kind in _tree(StoreError)]
    assert len(set(kinds)) == len(kinds)
