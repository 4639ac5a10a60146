"""Every error of the services is told in Danish, and nothing of store or sync comes through as itself."""

import pytest

from desktop.services import errors, first_run, pins
from desktop.services.errors import AppError, told
from desktop.store import errors as store
from desktop.texts import Texts
from sync.errors import Held
from sync.log import JournalFull

texts = Texts("da")
MADE: dict[type[AppError], tuple[object, ...]] = {
    errors.StoreTrouble: (store.StoreFailed(),),
    errors.NoStore: (store.VaultMissing(),),
    errors.AlreadyOpen: (store.AlreadyOpen(),),
    errors.NoRoom: (store.DiskFull(),),
    errors.Tried: (store.WrongPassphrase(1, 0.0),),
    errors.WrongPassphrase: (store.WrongPassphrase(4, 2.0),),
    errors.MustWait: (store.MustWait(4, 1.5),),
    errors.Invalid: ((),),
    errors.BadFile: ("brev.txt",),
    pins.WrongPin: (4,),
    errors.Refused: ("invite has run out",),
    errors.Overtaken: (2,),
    first_run.Wrong: ("again", errors.WeakPassphrase.sentence),
}


def _tree(error: type[AppError]) -> list[type[AppError]]:
    return [error, *(leaf for child in error.__subclasses__() for leaf in _tree(child))]


@pytest.mark.parametrize("error", [one for one in _tree(AppError) if one.__module__.startswith("desktop.services")])
def test_every_error_speaks_danish(error: type[AppError]) -> None:
    """A title and a sentence, both translated and filled in; the exception's own text is only its kind."""
    made = error(*MADE.get(error, ()))
    for message in (made.title, made.sentence):
        said = texts(message)
        assert said and said != message.msgid and "{" not in said
    assert str(made) == made.kind


@pytest.mark.parametrize(
    ("problem", "error"),
    [
        (store.WrongPassphrase(4, 2.0), errors.WrongPassphrase),
        (store.MustWait(4, 2.0), errors.MustWait),
        (store.VaultMissing(), errors.NoStore),
        (store.StoreMissing(), errors.NoStore),
        (store.AlreadyOpen(), errors.AlreadyOpen),
        (store.DiskFull(), errors.NoRoom),
        (store.StoreDamaged(), errors.StoreTrouble),
        (JournalFull("disk full"), errors.NoRoom),
        (Held("no key"), errors.NoSpace),
    ],
)
def test_what_lies_below_is_told(problem: Exception, error: type[AppError]) -> None:
    """Each error of the store becomes the one a person is told, with its tries and its wait."""
    with pytest.raises(AppError) as caught, told():
        raise problem
    assert type(caught.value) is error
    if isinstance(caught.value, errors.Tried):
        assert (caught.value.tries, caught.value.wait_s) == (4, 2.0)


def test_a_slip_of_the_program_stays_one() -> None:
    """Only what is foreseen is told as if it were."""
    with pytest.raises(KeyError), told():
        raise KeyError("x")


def test_a_reason_without_words_is_given_as_it_is() -> None:
    """A machine phrase of a newer server."""
    assert "quota exceeded" in texts(errors.Refused("quota exceeded").sentence)


def test_a_refusal_speaks_danish_also_where_it_is_rare() -> None:
    """One that has words is told in them; any other is quoted for IT, inside a Danish sentence."""
    known = texts(errors.Refused("space exists").sentence)
    assert known == "Begrundelsen var: fællesskabet er der allerede. Intet er ændret."
    rare = texts(errors.Refused("cosigned by a comet").sentence)
    assert "en regel der sjældent bruges; sig disse ord til it: »cosigned by a comet«" in rare
