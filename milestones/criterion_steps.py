"""What editors do with a criterion, each step on a page of its own that asks for what belongs to it."""

from collections.abc import Callable
from dataclasses import dataclass

from milestones.models import Criterion
from milestones.services.criteria import drop_criterion, reinstate_criterion, tick_criterion, untick_criterion


@dataclass(frozen=True, slots=True)
class CriterionStep:
    """A step with a criterion; ``slug`` is the last part of its address.

    It is open where ``is_open`` says so of the criterion; ``run`` gets the criterion, what its form holds, and ``by``.
    """

    slug: str
    label: str
    text: str
    done: str
    is_open: Callable[[Criterion], bool]
    run: Callable[..., Criterion]


STEPS = (
    CriterionStep(
        "abhaken",
        "Abhaken",
        "Das Kriterium ist erfüllt.",
        "Das Kriterium ist abgehakt.",
        lambda one: not (one.figure or one.done_on or one.dropped_on),
        tick_criterion,
    ),
    CriterionStep(
        "oeffnen",
        "Wieder öffnen",
        "Das Kriterium gilt dann wieder als offen.",
        "Das Kriterium ist wieder offen.",
        lambda one: bool(one.done_on and not one.dropped_on),
        untick_criterion,
    ),
    CriterionStep(
        "entfaellt",
        "Entfallen lassen",
        "Das Kriterium zählt dann nicht mehr. Es bleibt mit dem Grund lesbar.",
        "Das Kriterium zählt nicht mehr.",
        lambda one: one.dropped_on is None,
        drop_criterion,
    ),
    CriterionStep(
        "gilt-wieder",
        "Gilt wieder",
        "Das Kriterium zählt dann wieder.",
        "Das Kriterium zählt wieder.",
        lambda one: one.dropped_on is not None,
        reinstate_criterion,
    ),
)


def open_steps(criterion: Criterion) -> list[CriterionStep]:
    """Return the steps that may be taken now, the next one first."""
    return [step for step in STEPS if step.is_open(criterion)]


def find_step(slug: str) -> CriterionStep | None:
    """Return the step with this address, or ``None``."""
    return next((step for step in STEPS if step.slug == slug), None)
