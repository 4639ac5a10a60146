"""The settings page: colours, text size, language, idle minutes, discreet view, and what opens this pc."""

from PySide6.QtWidgets import QVBoxLayout

from desktop.texts import _
from desktop.ui import theme
from desktop.ui.access_card import AccessCard
from desktop.ui.forms.pages import at_most
from desktop.ui.forms.widgets import Card, Chips, LabelledField, Page
from desktop.ui.kept_card import KeptCard
from desktop.ui.more_card import about_card, more_card
from desktop.ui.shell import Shell, ViewBase

COLOURS = (("auto", _("As the pc")), ("light", _("Light")), ("dark", _("Dark")))
SIZES = (100, 125, 150, 175, 200)
MINUTES = (2, 5, 10, 15, 20, 30)
#: Each language by its own name, so that whoever cannot read the other one finds back.
LANGUAGES = (("da", "Dansk"), ("en", "English"))
DISCREET = (("on", _("On")), ("off", _("Off")))


class View(ViewBase):
    """Chips for each setting; nothing to save."""

    def __init__(self, shell: Shell, **target: object) -> None:
        super().__init__(shell, **target)
        texts = shell.texts
        page = Page(self.title(), texts(_("They apply to you on this pc, at once.")))
        look = Card(texts(_("Appearance")))
        self.colour = self._choice(look.body, _("Colours"), [(code, texts(words)) for code, words in COLOURS], "colour")
        sizes = [(str(n), texts(_("{n} %"), n=n)) for n in SIZES]
        self.text_size = self._choice(look.body, _("Text size"), sizes, "text_size")
        self.language = self._choice(look.body, _("Language"), list(LANGUAGES), "language")
        safe = Card(texts(_("Privacy")))
        minutes = [(str(n), texts(_("{n} min"), n=n)) for n in MINUTES]
        self.idle = self._choice(
            safe.body,
            _("Lock when nobody has touched the pc for"),
            minutes,
            "idle_minutes",
            _("What you are writing is kept as a draft first."),
        )
        self.discreet = self._choice(
            safe.body,
            _("Discreet view (F8)"),
            [(code, texts(words)) for code, words in DISCREET],
            "discreet",
            _("Lists hide what a note says until you open it."),
        )
        self.access, self.kept = AccessCard(shell), KeptCard(shell)
        for card in (look, safe, self.access, self.kept, more_card(shell), about_card(shell)):
            page.body.addLayout(at_most(card, theme.current().px(760)))
        self.fill(page)

    def _choice(
        self, body: QVBoxLayout, label: str, options: list[tuple[str, str]], name: str, help: str = ""
    ) -> Chips:
        texts = self.shell.texts
        chips = Chips(options, name=texts(label), required=True)
        chips.changed.connect(lambda: self._set(name, chips.value()))
        body.addWidget(LabelledField(texts(label), chips, help=texts(help) if help else ""))
        return chips

    def _set(self, name: str, code: str | None) -> None:
        if code is None:
            return
        value: object = code
        if name in {"text_size", "idle_minutes"}:
            value = int(code)
        elif name == "discreet":
            value = code == "on"
        self.shell.set_setting(name, value)

    def title(self) -> str:
        """Its name."""
        return self.shell.texts(_("Settings"))

    def refresh(self) -> None:
        """Shows what is set."""
        settings = self.shell.app.settings
        self.colour.set_value(str(settings.get("colour")))
        self.text_size.set_value(str(settings.get("text_size")))
        self.language.set_value(str(settings.get("language")))
        self.idle.set_value(str(settings.get("idle_minutes")))
        self.discreet.set_value("on" if self.shell.discreet else "off")
        self.access.read()
        self.kept.read()

    def focus(self) -> None:
        """On the first choice."""
        self.colour.setFocus()
