"""By USB stick: what this pc has is saved to a file, or a file is looked at and read in. Nothing is read in unseen.

It shows what the service of bundles found; it knows no byte of a file.
"""

from functools import partial

from desktop.services.bundle_receivers import Receiver
from desktop.services.bundle_words import Preview
from desktop.services.bundles import SUFFIX, Looked, Saved, Work
from desktop.services.errors import AppError
from desktop.texts import _
from desktop.ui import files
from desktop.ui.forms.receivers_card import ReceiversCard
from desktop.ui.forms.staged_page import StagedPage
from desktop.ui.forms.widgets import Card, empty, row, text
from desktop.ui.shell import Shell

#: The carrier's own command; a file name is put where the dots are.
FETCH = "roedtraad-admin bundle export … --fetch"


class View(StagedPage):
    """`way` is "save" or "read"."""

    belongs = "sync"

    def __init__(self, shell: Shell, way: str = "read", **target: object) -> None:
        self._saves = way == "save"
        super().__init__(shell, **target)
        self.begin_again()

    def title(self) -> str:
        """Gem på USB-nøgle, or Indlæs fra USB-nøgle."""
        return self.shell.texts(_("Save to a USB stick") if self._saves else _("Read in from a USB stick"))

    def target(self) -> dict[str, object]:
        """Which way it was."""
        return {"way": "save" if self._saves else "read"}

    def begin_again(self) -> None:
        """To the choice of a file."""
        if self._saves:
            self._offer_saving()
        else:
            self._offer_reading()

    # saving

    def _offer_saving(self) -> None:
        t = self.shell.texts
        self.stage(
            t(_("For a colleague's pc, or for the municipality's server, where there is no connection.")),
            t(_("Save everything …")), partial(self._save, False),
            t(_("Only what is not sent …")), partial(self._save, True),
        )  # fmt: skip
        card = Card(t(_("What is in the file")))
        for words in (
            t(_("Everything you and your colleagues have written and that this pc may read. It is sealed: whoever"
                " finds the stick can read none of it.")),
            t(_("What can be seen from outside is when and how much was written, as numbers without names.")),
            t(_("Keys go along for colleagues' new pc's that have none yet.")),
            t(_("»Only what is not sent« is a small file with your own new changes and a receipt for what was read in"
                " here.")),
        ):  # fmt: skip
            card.body.addWidget(text(words))
        self.page.body.addWidget(card)
        self._for: ReceiversCard | None = None
        app = self.shell.app
        self.shell.tasks.read(
            lambda: (app.bundles.receivers(), app.spaces.carries), self._offer_more, key=f"receivers.{id(self)}"
        )
        self.focus()

    def _offer_more(self, found: tuple[tuple[Receiver, ...], bool]) -> None:
        receivers, carries = found
        if self._work is None and carries:
            t = self.shell.texts
            card = Card(t(_("You carry sealed files")))
            for words in (
                t(_("Nothing that you carry lies on this pc, so there is nothing of it to save here.")),
                t(_("With a connection, this fetches everything from the municipality's server into a file, sealed:")),
            ):
                card.body.addWidget(text(words))
            card.body.addWidget(text(FETCH, "strong"))
            card.body.addWidget(text(t(_("Whoever is to have it reads it in under Synchronisation."))))
            self.page.body.insertWidget(0, card)
        if receivers and self._work is None:
            self._for = ReceiversCard(self.shell, receivers)
            self.page.body.addWidget(self._for)

    def _save(self, own: bool) -> None:
        bundles = self.shell.app.bundles
        path = files.choose_new_file(self, self.title(), bundles.name())
        if path is not None:
            self.wait()
            chosen = path if path.suffix else path.with_name(path.name + SUFFIX)
            devices = self._for.chosen() if self._for is not None else ()
            self.shell.tasks.look_after(
                lambda: bundles.save(chosen, own=own, devices=devices), self._saving, self._refused
            )

    def _saving(self, work: Work[Saved]) -> None:
        t = self.shell.texts
        self.run(
            t(_("Saved and read back")), self.shell.tasks.look_after, work.step,
            lambda: (work.done / work.total, ""), lambda whole: self._saved(work, whole),
        )  # fmt: skip

    def _saved(self, work: Work[Saved], whole: bool) -> None:
        t, number = self.shell.texts, self.shell.formats.number
        saved = work.result
        if not whole or saved is None:
            work.stop()
            self.begin_again()
            return
        self.stage(saved.path.name, t(_("To Synchronisation")), self.shell.back)
        card = Card(t(_("The file is saved")))
        n = saved.changes
        card.body.addWidget(
            text(t.plural(_("{count} change is in it."), _("{count} changes are in it."), n, count=number(n)))
        )
        if saved.keys:
            card.body.addWidget(text(t(_("Keys for new pc's are in it: {n}."), n=number(saved.keys))))
        for names in saved.holders:
            words = _("A key that this pc does not have is missing in it. It can come from: {names}.")
            card.body.addWidget(text(t(words, names=", ".join(names))))
        back = _("It was read back from the stick, and is whole. Eject the stick before you take it out.")
        card.body.addWidget(text(t(back)))
        card.body.addWidget(text(t(_("The colleague opens Synchronisation and chooses »Read in from a USB stick«."))))
        self.page.body.addWidget(card)
        self.focus()

    # reading in

    def _offer_reading(self) -> None:
        t = self.shell.texts
        under = t(_("You see what is in the file before anything is changed."))
        self.stage(under, t(_("Choose a file …")), self._choose)
        card = Card(t(_("What happens")))
        for words in (
            t(_("Every change is verified as if it came from the municipality's server. What is new is added; what"
                " you have written yourself stays.")),
            t(_("The same file can be read in as often as you like: nothing is doubled.")),
        ):  # fmt: skip
            card.body.addWidget(text(words))
        self.page.body.addWidget(card)
        self.focus()

    def _choose(self) -> None:
        t, bundles = self.shell.texts, self.shell.app.bundles
        sorts = f"{t(_('Files from Rød Tråd'))} (*{SUFFIX});;{t(_('All files'))} (*)"
        path = files.choose_file(self, self.title(), sorts)
        if path is not None:
            self.wait()
            self.shell.tasks.look_after(lambda: bundles.look(path), self._looking, self._refused)

    def _looking(self, work: Work[Looked]) -> None:
        self.run(
            self.shell.texts(_("The file is looked through")), self.shell.tasks.look_after, work.step,
            lambda: self.how_far(work.done, work.total), lambda whole: self._seen(work, whole),
        )  # fmt: skip

    def _seen(self, work: Work[Looked], whole: bool) -> None:
        if not whole or work.result is None:
            work.stop()
            self.begin_again()
            return
        looked, t, number = work.result, self.shell.texts, self.shell.formats.number
        preview = looked.preview
        words = t.plural(
            _("Read in {count} change"), _("Read in {count} changes"), preview.fresh, count=number(preview.fresh)
        )
        self.stage(
            looked.path.name, words if preview.fresh else t(_("Read in the rest")), partial(self._take, looked),
            t(_("Another file …")), self._choose,
        )  # fmt: skip
        self._show(preview)
        self.focus()

    def _show(self, preview: Preview) -> None:
        t, formats = self.shell.texts, self.shell.formats
        number = formats.number
        by = preview.maker or t(_("the municipality's server") if preview.of_server else _("somebody unknown"))
        self._card(
            t(_("The file")),
            (t(_("Saved by {by}"), by=by), formats.sentence(formats.exact(preview.made))),
            *(
                [(t(_("The newest of it")), t(_("at the server {when}"), when=formats.exact(preview.newest)))]
                if preview.newest is not None
                else []
            ),
        )
        counts = _("{fresh} new, {known} are here already")
        rows = [(s.name, t(counts, fresh=number(s.fresh), known=number(s.known))) for s in preview.spaces]
        if preview.keys:
            rows.append((t(_("Keys for this pc")), number(preview.keys)))
        if preview.others:
            rows.append((t(_("Places you have no access to")), number(preview.others)))
        self._card(t(_("What is in it")), *rows)
        if preview.people:
            people = [(who.name, self._changes(who.changes)) for who in preview.people]
            self._card(t(_("New, from")), *people)
        missing = t.plural(
            _("{count} change comes after others that are neither here nor in the file. It is shown; what is"
              " missing comes with the server."),
            _("{count} changes come after others that are neither here nor in the file. They are shown; what is"
              " missing comes with the server."),
            preview.missing, count=number(preview.missing),
        )  # fmt: skip
        said = [t(words) for words in preview.warnings] + ([missing] if preview.missing else [])
        if said:
            card = Card(t(_("Worth knowing")))
            for words in said:
                card.body.addWidget(text(words))
            self.page.body.addWidget(card)

    def _changes(self, n: int) -> str:
        count = self.shell.formats.number(n)
        return self.shell.texts.plural(_("{count} change"), _("{count} changes"), n, count=count)

    def _card(self, title: str, *rows: tuple[str, str]) -> None:
        card = Card(title)
        for words, detail in rows:
            card.body.addWidget(row(words, detail))
        if not rows:
            card.body.addWidget(empty(self.shell.texts(_("Nothing for this pc."))))
        self.page.body.addWidget(card)

    def _take(self, looked: Looked) -> None:
        bundles = self.shell.app.bundles
        self.wait()
        self.shell.tasks.look_after(lambda: bundles.take(looked), self._taking, self._refused)

    def _taking(self, work: Work[Looked]) -> None:
        self.run(
            self.shell.texts(_("The file is read in")), self.shell.tasks.look_after, work.step,
            lambda: self.how_far(work.done, work.total), lambda whole: self._taken(work, whole),
        )  # fmt: skip

    def _taken(self, work: Work[Looked], whole: bool) -> None:
        t, number = self.shell.texts, self.shell.formats.number
        if not whole or work.result is None:
            work.stop()
            self.stage("", t(_("To Synchronisation")), self.shell.back)
            card = Card(t(_("Stopped")))
            card.body.addWidget(text(t(_("What was reached is kept. Read the file in again to go on."))))
        else:
            n = work.result.preview.fresh
            self.stage(
                work.result.path.name, t(_("To Synchronisation")), self.shell.back,
                t(_("Save a receipt …")), self._receipt,
            )  # fmt: skip
            card = Card(t(_("Read in")))
            card.body.addWidget(
                text(t.plural(_("{count} change was read in."), _("{count} changes were read in."), n, count=number(n)))
            )
            card.body.addWidget(
                text(t(_("A receipt lets the colleague see »Received by others« where there is no connection.")))
            )
        self.page.body.addWidget(card)
        self.focus()

    def _receipt(self) -> None:
        self.shell.open("bundle", way="save")

    def _refused(self, error: AppError) -> None:
        t = self.shell.texts
        self.stage("", t(_("Try again")), self.begin_again, t(_("To Synchronisation")), self.shell.back)
        card = Card(t(error.title))
        card.body.addWidget(text(t(error.sentence)))
        self.page.body.addWidget(card)
        self.focus()
