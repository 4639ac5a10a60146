"""What the commands `bundle …` say: the same facts as sentences for people and as JSON for programs."""

import sys
from collections.abc import Iterator, Sequence
from typing import Final

from desktop.cli.state import State, is_yes, moment
from desktop.services.bundle_words import Preview
from desktop.services.clock import from_ms
from desktop.services.membership import ID_DIGITS
from desktop.texts import Texts, _
from sync.bundle import Manifest
from sync.bundle_verifying import Checked

PURPOSES: Final = {
    "exchange": _("everything a pc had"),
    "provision": _("for a new pc"),
    "receipt": _("a receipt, and what could not be sent"),
    "rescue": _("rescued from a damaged pc"),
    "endpoint": _("everything the municipality's server had"),
}


def warn(state: State, msgid: str, names: Sequence[str]) -> None:
    """A sentence on standard error, with names."""
    print(state.texts(msgid, names=", ".join(names)), file=sys.stderr)


def agreed(state: State) -> bool:
    """Whether the person said yes. Raises Usage where nobody is at the keyboard: a script must say --yes."""
    return is_yes(state.words(None, _("Read it in? Write yes or no")))


def changes(texts: Texts, n: int) -> str:
    """»1 change«, »2 changes«."""
    return texts.plural(_("{n} change"), _("{n} changes"), n)


def say_manifest(state: State, manifest: Manifest) -> None:
    """What a bundle says of itself."""
    purpose = state.texts(PURPOSES[manifest.purpose])
    state.say(_("Made {made}: {purpose}."), made=moment(from_ms(manifest.made_ms)), purpose=purpose)
    if manifest.expires_ms:
        state.say(_("Meant to be read in before {expires}."), expires=moment(from_ms(manifest.expires_ms)))
    for given in manifest.given:
        entries = changes(state.texts, given.last - given.first + 1 if given.first else 0)
        # Without a key nothing has a name but the space that every organisation has.
        id_ = given.space.hex()[:ID_DIGITS]
        names = state.texts(_("the municipality's list of names"))
        space = names if given.space == manifest.org else state.texts(_("the space {id}"), id=id_)
        words = _("{space}: {entries} from the server's log, others: {loose}")
        state.say(words, space=space, entries=entries, loose=given.loose)


def manifest_facts(manifest: Manifest) -> dict[str, object]:
    """The same for programs."""
    return {
        "sealed": False,
        "org": manifest.org.hex(),
        "maker": manifest.maker.hex(),
        "made_ms": manifest.made_ms,
        "expires_ms": manifest.expires_ms,
        "purpose": manifest.purpose,
        "ops": manifest.ctl.cseq,
        "segments": len(manifest.segments),
        "spaces": [
            {
                "space": given.space.hex(),
                "gen": given.gen,
                "first": given.first,
                "last": given.last,
                "loose": given.loose,
                "needs": given.needs.seq,
            }
            for given in manifest.given
        ],
    }


def checked_facts(found: Checked) -> dict[str, object]:
    """What of a bundle verifies, for programs."""
    return {
        "whole": found.whole,
        "signed": found.signed,
        "ops_reason": found.ops_reason,
        "entries": found.entries,
        "unproved": found.unproved,
        "loose": found.loose,
        "bad": found.bad,
        "malformed": found.malformed,
        "newer": found.newer,
        "faults": [[fault.number, fault.reason] for fault in found.faults],
    }


def wrong(texts: Texts, found: Checked) -> Iterator[str]:
    """Every sentence about something that does not verify."""
    if not found.signed:
        yield texts(_("Who made it cannot be verified."))
    if found.ops_reason:
        yield texts(_("The decisions in it cannot be followed to their end."))
    if found.unproved:
        yield texts.plural(
            _("{n} change is not confirmed by the server."),
            _("{n} changes are not confirmed by the server."),
            found.unproved,
        )
    if found.bad:
        yield texts.plural(
            _("{n} change is damaged, or signed by nobody of the organisation."),
            _("{n} changes are damaged, or signed by nobody of the organisation."),
            found.bad,
        )
    if found.malformed:
        yield texts.plural(_("{n} thing in it makes no sense."), _("{n} things in it make no sense."), found.malformed)
    for fault in found.faults:
        if fault.number:
            yield texts(_("Part {n} is damaged or missing."), n=fault.number)
        else:
            yield texts(_("The end is missing."))


def show(state: State, preview: Preview) -> None:
    """What reading a bundle in brings."""
    by = preview.maker or (state.texts(_("the municipality's server")) if preview.of_server else "?")
    state.say(_("Saved by {by} on {made}."), by=by, made=moment(preview.made))
    fresh = state.texts.plural(_("{n} new change"), _("{n} new changes"), preview.fresh)
    state.say(_("{fresh}; {known} are here already."), fresh=fresh, known=preview.known)
    for person in preview.people:
        state.say(_("  {name}: {changes}"), name=person.name, changes=person.changes)
    if preview.newest is not None:
        state.say(_("The newest reached the server on {when}."), when=moment(preview.newest))
    if preview.keys:
        print(state.texts.plural(_("{n} key for this pc."), _("{n} keys for this pc."), preview.keys))
    if preview.missing:
        words = state.texts.plural(
            _("{n} comes after changes that are neither here nor in the file."),
            _("{n} come after changes that are neither here nor in the file."),
            preview.missing,
        )
        print(words)
    for warning in preview.warnings:
        print(state.texts(warning))


def facts_of(preview: Preview) -> dict[str, object]:
    """The same for programs."""
    return {
        "maker": preview.maker,
        "of_server": preview.of_server,
        "verified": preview.verified,
        "made": preview.made.isoformat(),
        "new": preview.fresh,
        "known": preview.known,
        "missing": preview.missing,
        "keys": preview.keys,
        "people": {person.name: person.changes for person in preview.people},
        "spaces": {space.name: space.fresh for space in preview.spaces},
        "warnings": [warning.msgid for warning in preview.warnings],
    }
