"""The ways to what somebody has filled in, and to what colleagues wrote apart."""

import time

from installer.demo.apart import THREE
from installer.demo.journey import App, go_to
from installer.demo.processes import Failed
from installer.demo.screen_ways import begin_note, concern, place, then

CONSENT = {
    "Barnets navn": "Barn TEST-Delta",
    "Født": "12/10/2019",
    "Hvorfor med navn?": "skolen og sundhedsplejen skal tale om det samme barn",
    "Hvem gav samtykke?": "Mor til TEST-Delta",
    "Relation til barnet": "Mor",
    "Hvad må det bruges til?": "samarbejde om barnets trivsel i skolen",
    "Samtykke givet": "18/11",
}
ABOUT = "Klasselæreren og sundhedsplejersken taler med mor om søvn; vi ser på det igen om en måned"
BECAUSE = "Han kommer ind i klassen selv tre dage af fem når dagen begynder med musik"


def of_three(app: App) -> None:
    """The agreement that three of them rewrote."""
    place(app)
    go_to(app, THREE["lene"], 90)
    app.keys("Enter")
    app.wait("Historik")


def closed_concern(app: App) -> None:
    """The concern that Signe closed and Palle wrote in, from the list of all."""
    app.keys("Ctrl+3")
    app.wait("Jeg er tovholder")
    go_to(app, "Åbne")
    app.keys("Right Right Space")
    go_to(app, "Bekymringer")
    _last(app, "11. april")
    app.keys("Home Down Down Down Enter")
    app.wait("Den røde tråd")
    app.wait("Skabelonskolen")


def _last(app: App, shows: str) -> None:
    """To the last row of a list that is just being read; rows out of sight are in nobody's words."""
    for _time in range(10):
        app.keys("End")
        if any(shows in words for words in app.texts()):
            return
        time.sleep(0.5)
    raise Failed(f"»{shows}« is no row of the list")


def named_child(app: App) -> None:
    """A note about a child that the parents let be named, with their consent."""
    begin_note(app)
    go_to(app, "Anonymt barn")
    app.keys("End Space")
    app.wait("Barnets navn")
    for field, words in CONSENT.items():
        go_to(app, field)
        app.type(words)
    go_to(app, "Hvad talte I om, og hvad aftalte I?")
    app.type(ABOUT)
    app.wait("Kladden er gemt")


def assessed(app: App) -> None:
    """An assessment that is filled in, and not saved."""
    then(concern, ("Ny vurdering", "Hvem siger det?"))(app)
    go_to(app, "Børnelinealen", 90)
    app.type("Trivsel")
    go_to(app, "Fælles")
    app.keys("Right Right Right Space Tab Right Space")
    go_to(app, "Fordi")
    app.type(BECAUSE)
    app.wait("Kladden er gemt")


def assessment(app: App) -> None:
    """The concern when it is saved."""
    assessed(app)
    app.keys("Ctrl+S")
    app.wait("Historik")
