"""Finds the record kinds: one module each in `desktop.domain.kinds`, with the constant KIND."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from desktop.domain import kinds as package
from desktop.domain.kind import Kind


class NoKinds(RuntimeError):
    """The program was packed without its record kinds; it must not start."""


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by name; raises NoKinds rather than be empty."""
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(package.__path__):
        kind: Kind = import_module(f"{package.__name__}.{module.name}").KIND
        if kind.name != module.name:
            raise NoKinds(f"kinds/{module.name}.py declares {kind.name}")
        found[kind.name] = kind
    if not found:
        raise NoKinds("no record kinds were found")
    return MappingProxyType(found)


def kind(name: str) -> Kind:
    """The kind of that name; KeyError for one of a newer client."""
    return kinds()[name]
