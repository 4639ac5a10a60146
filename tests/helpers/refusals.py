"""Why the control log does not take an op."""

import pytest
from helpers.organisation import Organisation

from sync.control_bodies import Body
from sync.control_ops import Signer
from sync.errors import Refused

NOBODY = b"?" * 16


def refused(org: Organisation, signer: Signer, body: Body, cosigner: Signer | None = None) -> str:
    """The reason that an op is refused for; nothing of it may stick."""
    before = (org.log.head, org.log.roster().devices, org.log.roster().spaces)
    with pytest.raises(Refused) as caught:
        org.do(signer, body, cosigner)
    assert (org.log.head, org.log.roster().devices, org.log.roster().spaces) == before
    return caught.value.reason
