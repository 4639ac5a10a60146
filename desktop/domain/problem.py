"""What is wrong or odd with one field of a record, and whether it stops a save."""

from dataclasses import dataclass
from typing import Literal

from desktop.texts import Message

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """Something about one field; `field` is empty when it is about the record."""

    field: str
    message: Message
    severity: Severity = "error"
