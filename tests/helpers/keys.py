"""What tests of keys share: somebody comes, somebody goes, and what a client then has."""

from helpers.lossy import Lossy
from helpers.wire import Client, Town

from sync.control_space_bodies import MemberSet


def joined(town: Town, role: str = "write") -> Client:
    """One more colleague, vouched for by Signe; everybody has synced, and all that was written is here."""
    client = town.client()
    town.add_device(client)
    town.post(town.admin, MemberSet(town.space, client.user, role))
    town.vouch(town.signe, client)
    for each in (town.signe, town.palle, town.admin, client):
        each.sync()
    assert client.journal.good_epochs(town.space) == {1}
    return client


def removed(town: Town, client: Client) -> None:
    """The administrator takes the role away."""
    town.post(town.admin, MemberSet(town.space, client.user, "none"))


def good(client: Client, town: Town) -> set[int]:
    """The good epochs of the space there."""
    return set(client.journal.good_epochs(town.space))


def lossy(client: Client) -> Lossy:
    """The client's line from now on."""
    line = Lossy(client.transport)
    client.transport = line
    return line


def alarms(client: Client) -> list[tuple[str, bytes]]:
    """What was alarmed of, and whom."""
    return [(reason, device) for _space, reason, device in client.journal.alarms]


def newcomer(town: Town, by: Client, role: str = "write") -> Client:
    """Entered, with a role, vouched for by `by`, who has not synced since."""
    client = town.client()
    town.add_device(client)
    town.post(town.admin, MemberSet(town.space, client.user, role))
    town.vouch(by, client)
    return client
