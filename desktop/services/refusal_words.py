"""Why the municipality's server, or the rules of the organisation, said no: `sync`'s machine phrases, for people."""

from desktop.texts import Message, _

_RARE = _("a rule that is seldom met; tell IT these words: »{reason}«")
REASONS = {
    "no such invite": _("there is no such invite, or it was used"),
    "invite has run out": _("the invite has run out"),
    "entered for another": _("the pc is entered for another colleague"),
    "not signed by an administrator": _("only an administrator may do that"),
    "needs the root or two administrators": _("two administrators have to sign it"),
    "needs a cosignature with finalise": _("a colleague who may approve there has to sign beside the administrator"),
    "needs two people of the space": _("two people of that shared space have to sign it"),
    "no such machine": _("the pc is not entered here, or its access was taken already"),
    "no such space": _("there is no such shared space"),
    "signer is revoked": _("the access of the pc that signed was taken"),
    "machine is not vouched there": _("nobody let the pc into that shared space"),
    "an administrator or carrier has no role in a space": _(
        "an administrator or a carrier cannot have a role in a shared space"
    ),
    "has a role in a space": _("the colleague has a role in a shared space"),
    "a machine cannot vouch for itself": _("a pc cannot let itself in"),
    "cosigned by the same key": _("the second signature has to be another person's"),
    "cut of another machine": _("it names the work of another colleague's pc"),
    "its user may not write there": _("the colleague may not write in that shared space"),
    "machine is already in the control log": _("the pc is entered here already"),
    "machine is already vouched there": _("a colleague let the pc in already"),
    "machine is not in the control log": _("the pc is not entered here"),
    "needs the root alone": _("only the recovery pages can sign it"),
    "nobody vouched for the machine": _("no colleague let the pc in"),
    "not a machine with write": _("the pc may not write in that shared space"),
    "not a vouched machine with write": _("the pc may not write in that shared space"),
    "only the user's own machine vouches for his next": _("the colleague's own pc has to let the next one in"),
    "signer is not in the control log": _("the pc that signed is not entered here"),
    "space exists": _("the shared space is there already"),
    "the organisation space has administrators and archivists only": _(
        "the municipality's list of names has administrators and archivists only"
    ),
    "the root has no role in a space": _("the recovery pages have no role in a shared space"),
    "the space has no key yet": _("the shared space was not opened by its first member yet"),
    "too many requests": _("this pc asked too much at once; wait a minute"),
    "unknown organisation": _("the server does not serve this municipality"),
    "vouch for another request": _("the check words were of another request"),
    "its user has a working machine there": _("the colleague has a pc in use there, which is the way in"),
}


def in_words(reason: str) -> Message:
    """The reason inside a sentence; one that is seldom met is told as it is, for IT."""
    return Message(REASONS[reason]) if reason in REASONS else Message(_RARE, {"reason": reason})
