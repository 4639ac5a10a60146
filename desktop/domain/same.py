"""Records that a person has said are the same: which one stands for them all, whatever order the sayings came in.

Pure: it is given who points to whom and knows no store.
"""

from collections.abc import Iterable, Mapping


def links(said: Mapping[bytes, object]) -> dict[bytes, bytes]:
    """Who points to whom, of the record that each one says it is: what is not among them is pointed to by none."""
    return {rec: to for rec, to in said.items() if isinstance(to, bytes) and to in said}


def root(rec: bytes, links: Mapping[bytes, bytes]) -> bytes:
    """The one that stands for `rec`. Two that point to each other, said on two pc's at once: the lesser id, for all."""
    way = [rec]
    while (to := links.get(way[-1])) is not None and to not in way:
        way.append(to)
    return way[-1] if to is None else min(way[way.index(to) :])


def gathered(recs: Iterable[bytes], links: Mapping[bytes, bytes]) -> dict[bytes, tuple[bytes, ...]]:
    """Each one that stands for several, itself included, with all of them; itself first."""
    found: dict[bytes, list[bytes]] = {}
    for rec in recs:
        found.setdefault(root(rec, links), []).append(rec)
    return {one: (one, *sorted(rec for rec in of if rec != one)) for one, of in found.items()}
