"""Every generator of docs/rig.md by name: `make fuzz` and tests/property/test_rig.py run what stands here."""

from helpers.rig.p1_fold import P1
from helpers.rig.p2_keys import P2
from helpers.rig.p3_forks import P3
from helpers.rig.p4_crash import P4
from helpers.rig.p5_mutants import P5
from helpers.rig.p6_versions import P6
from helpers.rig.p7_purge import P7
from helpers.rig.script import Generator
from helpers.rig.town import TOWN
from helpers.rig.trust import IMAGES, RESTORED, TRUST

GENERATORS: dict[str, Generator] = {
    generator.name: generator for generator in (TOWN, TRUST, IMAGES, RESTORED, P1, P2, P3, P4, P5, P6, P7)
}
