"""Which device may use which route: members, administrators and carriers; and what is left to one that ended.

Knows the control log, not HTTP and not the database. Whether a commit counts is `sync.control`'s matter.
"""

from sync.control import ControlLog

CTL, PUSH = ("GET", "ctl"), ("POST", "push")


def allowed(control: ControlLog, device: bytes, method: str, name: str, space: bytes, now_ms: int) -> bool:
    """Whether a device of the control log may do this now; `name` is the last word of the route, `space` may be empty.

    One that was revoked fetches the control log up to the op that ended it, so that it can act on that, and nothing
    else. The root itself (the organisation's id) reads and posts control ops, for the day when no machine is left, and
    does nothing else. Whoever lost a right in good order brings what he wrote before he heard of it (docs/protocol.md).
    """
    roster = control.roster()
    if device == control.org:
        return name == "ctl"
    if (method, name) == PUSH and control.hands_over(device, space, now_ms):
        return True
    if roster.revoked(device):
        return (method, name) == CTL
    return not space or roster.may_fetch(device, space)


def ops_for(control: ControlLog, device: bytes) -> list[tuple[bytes, bytes]]:
    """The ops that the device is given: to one that was revoked none later than the op that ended it."""
    revocation = control.roster().revocation(device)
    return control.ops if revocation is None else control.ops[: revocation.cseq]
