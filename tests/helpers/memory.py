"""What bytes a thing in memory leads to."""

from pathlib import Path


def bytes_under(thing: object, seen: set[int] | None = None) -> set[bytes]:
    """Every byte string that can be reached from `thing`."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, type | Path):
        return set()
    seen.add(id(thing))
    if isinstance(thing, bytes):
        return {thing}
    inner = list(thing) if isinstance(thing, list | tuple | set) else []
    inner += list(thing.values()) if isinstance(thing, dict) else []
    inner += list(vars(thing).values()) if hasattr(thing, "__dict__") else []
    return set().union(*(bytes_under(part, seen) for part in inner)) if inner else set()
