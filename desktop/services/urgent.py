"""The telephone list for urgent matters; shipped with the app and readable without any key."""

from dataclasses import dataclass

from desktop.domain import catalogues


@dataclass(frozen=True)
class Number:
    """Whom to call, the number, and when."""

    label: str
    number: str
    when: str


def telephone_list(language: str = "da") -> tuple[Number, ...]:
    """The numbers, in the order to try them."""
    return tuple(
        Number(row.label(language), row.text("number"), row.text("when", language))
        for row in catalogues.load("urgent").shown
    )
