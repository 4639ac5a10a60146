"""Family codes: two words and a number that can be read aloud, given to a family on paper; drawn, never derived.

A family may refuse one (counselling may not demand data, BL §§ 28-29): then the talk counts, the family does not.
"""

import re
import secrets
import unicodedata

from desktop.domain import catalogues
from desktop.domain.identifiers import NotANumber

#: Talks a family may have in its home without saying who it is (Billund's model); one more needs a reason.
TALKS = 5
_CODE = re.compile(r"([^\W\d_]{1,12})[\s-]+([^\W\d_]{1,12})[\s-]+(\d{1,3})")


def parse_code(raw: str) -> str:
    """A code as it is kept: `GRØN-FYR-27`; raises NotANumber for anything but two words and a number."""
    words = unicodedata.normalize("NFC", raw).strip().upper()
    found = _CODE.fullmatch(re.sub("[\u2010-\u2015\u2212]", "-", words))
    if found is None:
        raise NotANumber("format")
    return f"{found[1]}-{found[2]}-{int(found[3]):02}"


def draw(language: str = "da") -> str:
    """A code by chance; the caller sees to it that no family here has it."""
    first, second = (
        secrets.choice(catalogues.load(name).shown).label(language) for name in ("family_words_1", "family_words_2")
    )
    return f"{first}-{second}-{10 + secrets.randbelow(90)}"
