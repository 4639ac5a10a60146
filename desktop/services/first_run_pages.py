"""What the first-run wizard shows at each step: words, fields and buttons. It knows no window and does nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from desktop.texts import Message, _

Step = Literal[
    "begin",
    "invite",
    "passphrase",
    "asking",
    "answer",
    "space",
    "entered",
    "organisation",
    "founder",
    "kit",
    "admit",
    "demo",
]
How = Literal["go", "open", "save", "print", "make", "leave"]
"""What pressing needs first: nothing, a file to read, a new file, a printer, long work; or the wizard is left."""


@dataclass(frozen=True)
class Asked:
    """A field. `secret`: its letters are dots. `half`: two such that follow each other stand side by side."""

    name: str
    label: Message
    secret: bool = False
    help: Message | None = None
    half: bool = False


@dataclass(frozen=True)
class Offered:
    """A button. `file` is what a new file is called. `row` and `detail` stand beside it; alike rows are one."""

    act: str
    words: Message
    how: How = "go"
    primary: bool = False
    file: str = ""
    row: Message | None = None
    detail: Message | None = None


@dataclass(frozen=True)
class Page:
    """One step. `aloud` is to be said aloud or typed on another machine: it is shown large, and can be selected.

    The cursor stands in the first field, else on the button of the act `first`, else on the primary one.
    """

    step: Step
    title: Message
    lines: tuple[Message, ...] = ()
    fields: tuple[Asked, ...] = ()
    offers: tuple[Offered, ...] = ()
    aloud: str = ""
    first: str = ""


def m(msgid: str, **args: object) -> Message:
    """A message with its values."""
    return Message(msgid, args)


BACK = Offered("back", m(_("Back")))
LATER = Offered("leave", m(_("Close, go on later")), "leave")
PASSPHRASE = (
    Asked("passphrase", m(_("Choose a passphrase")), True, m(_("At least 12 characters, such as four words."))),
    Asked("again", m(_("The same again")), True),
)

BEGIN = Page(
    "begin",
    m(_("Welcome to Rød Tråd")),
    (m(_("Nothing is set up on this pc yet. What would you like to do?")),),
    offers=(
        Offered(
            "join",
            m(_("Join …")),
            primary=True,
            row=m(_("You were invited")),
            detail=m(_("The administrator gave you an invite, and a colleague lets you in.")),
        ),
        Offered(
            "found",
            m(_("Found …")),
            row=m(_("Your municipality begins")),
            detail=m(_("You are the first: you become administrator, and need the municipality's server.")),
        ),
        Offered(
            "demo",
            m(_("See the demo …")),
            row=m(_("You are only looking")),
            detail=m(_("A made-up municipality with a year of work.")),
        ),
    ),
)
INVITE = Page(
    "invite",
    m(_("Choose your invite")),
    (
        m(_("The administrator gave you a file, the invite. It is good for one pc and for 14 days.")),
        m(_("Nothing is sent while you do this, and no connection is needed.")),
    ),
    offers=(Offered("invited", m(_("Choose the invite …")), "open", True), BACK),
)
ORGANISATION = Page(
    "organisation",
    m(_("Found an organisation")),
    (m(_("You become its administrator. An administrator lets pc's in and stops them, and can read no note.")),),
    (
        Asked("name", m(_("Your name")), half=True),
        Asked("title", m(_("Your title")), half=True),
        Asked(
            "url",
            m(_("Address of the municipality's server")),
            help=m(_("It must be running and answer. IT can tell you the address; it begins with https://")),
        ),
    ),
    (Offered("server", m(_("Go on")), primary=True), BACK),
)
FOUNDER = Page(
    "founder",
    m(_("Choose what opens this pc")),
    (m(_("Only you know the passphrase. Nobody can look it up, and nobody asks you for it.")),),
    PASSPHRASE,
    (Offered("kit", m(_("Go on")), primary=True), BACK),
)


def kit(kept: Collection[str]) -> Page:
    """The two pages, before anything is made that needs them; `kept` are those on paper or in a file."""
    offers = []
    for act, letter in (("page_a", m(_("Page A"))), ("page_b", m(_("Page B")))):
        done = act in kept
        told = m(_("Printed or saved. Lock it away.")) if done else m(_("Not on paper or in a file yet."))
        offers.append(Offered(act, m(_("Print …")), "print", row=letter, detail=told))
        offers.append(Offered(act, m(_("Save as a file …")), "save", file=f"{act}.txt", row=letter, detail=told))
    return Page(
        "kit",
        m(_("The recovery kit is two pages")),
        (
            m(_("Whoever has both pages can replace you and read everything, so two people keep one each, locked up.")),
            m(_("Without them nobody can help if every pc is lost. Go on when both are on paper or in a file.")),
        ),
        offers=(*offers, Offered("founded", m(_("Found the organisation")), primary=True), BACK),
        first=next((act for act in ("page_a", "page_b") if act not in kept), "founded"),
    )


def passphrase(url: str) -> Page:
    """The newcomer chooses what opens his pc."""
    return Page(
        "passphrase",
        m(_("Choose what opens this pc")),
        (
            m(_("The invite is from the organisation whose server is {url}."), url=url),
            m(_("Only you know the passphrase. Nobody can look it up, and nobody asks you for it.")),
        ),
        PASSPHRASE,
        (Offered("request", m(_("Go on")), primary=True), BACK),
    )


def asking(words: str, entered: bool, saved: bool) -> Page:
    """The request is made: it is sent, its words are said, and the welcome is awaited.

    `saved`: it is in a file, so that what comes next is the welcome.
    `entered`: the administrator's was read in, and only the colleague's is missing, who is the first one there to
    have none: he goes on without, and opens the space himself.
    """
    if entered:
        return Page(
            "asking",
            m(_("A colleague still has to let you in")),
            (
                m(_("The administrator has entered this pc. Say the six words to a colleague who vouches for you.")),
                m(_("The colleague sends you a welcome, and says six words back. Read it in here.")),
                m(_("If you are the first one there, there is nobody to do it: go on without.")),
            ),
            offers=(
                Offered("welcome", m(_("Read in the welcome …")), "open", True),
                Offered("without", m(_("Go on without"))),
                LATER,
            ),
            aloud=words,
        )
    return Page(
        "asking",
        m(_("Ask to be let in")),
        (
            m(_("1. The request is saved. Send it to the administrator."))
            if saved
            else m(_("1. Save the request, and send it to the administrator.")),
            m(_("2. Say the six words to the administrator and to a colleague who vouches for you, never in writing.")),
            m(_("3. The colleague sends you a welcome, and says six words back. Read it in here.")),
        ),
        offers=(
            Offered("welcome", m(_("Read in the welcome …")), "open", saved),
            Offered("save_request", m(_("Save the request …")), "save", not saved, "anmodning.rtr"),
            LATER,
        ),
        aloud=words,
    )


def answer(vouchers: int) -> Page:
    """The welcome was read: the words that a colleague says back are typed."""
    one = m(_("The six words of the colleague"))
    fields = [
        Asked(f"words{n}", one if vouchers == 1 else m(_("The six words of colleague no. {n}"), n=n))
        for n in range(1, vouchers + 1)
    ]
    return Page(
        "answer",
        m(_("Type the six words you hear")),
        (m(_("Call the colleague who let this pc in, and hear the words. Nothing is read or written before.")),),
        tuple(fields),
        (Offered("accept", m(_("Let this pc in")), primary=True), BACK),
    )


def admit(command: str) -> Page:
    """The founder's keys are made; the endpoint has to be told of the organisation."""
    return Page(
        "admit",
        m(_("Tell the municipality's server")),
        (
            m(_("You can close Rød Tråd meanwhile. Unlock with your passphrase, and go on from here.")),
            m(_("The keys are made. Now the server must be told to serve the organisation; IT runs this on it:")),
        ),
        offers=(Offered("complete", m(_("Try now")), primary=True), LATER),
        aloud=command,
    )


SPACE = Page(
    "space",
    m(_("Open your shared space")),
    (
        m(_("You are the first one there. This pc makes the key, and colleagues whom you vouch for get it from you.")),
        m(_("What you call it is seen by those who can read there, and by nobody else.")),
    ),
    (
        Asked(
            "space", m(_("What the shared space is called")), help=m(_("such as »Shared in district Midt«")), half=True
        ),
        Asked("short", m(_("The district, for short")), help=m(_("such as »Midt«")), half=True),
    ),
    (Offered("open_space", m(_("Open it")), primary=True), BACK),
)


def entered(lines: Sequence[Message]) -> Page:
    """The end of the way: what there is to do is to unlock."""
    unlock = Offered("leave", m(_("To the lock screen")), "leave", True)
    return Page("entered", m(_("This pc is set up")), tuple(lines), offers=(unlock,))


def demo(folder: str, made: bool, name: str, passphrase_of: str, opening: bool = False) -> Page:
    """The demo: what it is and where it lies, and when it is made, how it is opened; `opening`: its window comes."""
    what = m(_("Fiktivby Kommune: a year of work, and nobody in it exists. It touches nothing else on this pc."))
    if not made:
        where = m(_("It is made in {folder}, which takes about a minute."), folder=folder)
        make = Offered("make", m(_("Make the demo")), "make", True)
        return Page("demo", m(_("Look at the demo")), (what, where), offers=(make, BACK))
    lines = (
        what,
        m(_("It has no server, so what you write waits on the pc.")),
        m(
            _("It lies in {folder}. You are {name}, district social worker; this opens the pc:"),
            folder=folder,
            name=name,
        ),
    )
    if opening:
        here = m(_("The demo opens in a window of its own, beside this one. There you type:"))
        lines = (what, m(_("It has no server, so what you write waits on the pc.")), here)
    return Page(
        "demo",
        m(_("The demo is ready")),
        lines,
        offers=(Offered("open_demo", m(_("Open the demo")), primary=True), BACK),
        aloud=passphrase_of,
    )
