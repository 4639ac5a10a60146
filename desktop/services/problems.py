"""Problems of the rules, in words beside their fields."""

from desktop.domain import problem
from desktop.services.values import Problem
from desktop.services.wording import Wording


def in_words(found: tuple[problem.Problem, ...], words: Wording) -> tuple[Problem, ...]:
    """The same problems as a person reads them."""
    return tuple(Problem(problem.field, words.text(problem.message), problem.severity) for problem in found)
