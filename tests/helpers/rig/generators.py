"""Every generator of docs/rig.md by name: `make fuzz` and tests/property/test_rig.py run what stands here."""

from helpers.rig.script import Generator
from helpers.rig.town import TOWN

GENERATORS: dict[str, Generator] = {generator.name: generator for generator in (TOWN,)}
