"""Who does something, a colleague or anybody by name: one field of a form, two of a record. Pure."""

import re
from collections.abc import Mapping
from typing import Final, TypeGuard

_USER: Final = re.compile(r"[0-9a-f]{32}")


def colleague(said: object) -> TypeGuard[str]:
    """Whether it is the code of a colleague, and no name."""
    return isinstance(said, str) and _USER.fullmatch(said) is not None


def kept(field: str, said: object) -> dict[str, object]:
    """What stands in the field of a form, as a record has it: `{field}_user` for a colleague, else `{field}_name`.

    The code of a colleague is his user id in hex: also of one whose name has not come yet, and who stands in no list.
    """
    user = said if colleague(said) else ""
    return {
        f"{field}_user": bytes.fromhex(user) if user else None,
        f"{field}_name": None if user else str(said or "").strip(),
    }


def shown(field: str, values: Mapping[str, object]) -> object:
    """What the field shows, the code of a colleague or a name; `values` are a record's, or those of the form."""
    if field in values:
        return values[field]
    user = values.get(f"{field}_user")
    return user.hex() if isinstance(user, bytes) else values.get(f"{field}_name")
