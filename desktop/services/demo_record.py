"""One record of the synthetic municipality, before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DemoRecord:
    """A record to be created: its id, its kind, its values as `Kind.to_wire` takes them, who wrote it and when."""

    rec: bytes
    kind: str
    values: Mapping[str, object]
    author: str
    at: datetime
    district: str
