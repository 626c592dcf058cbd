"""The steps of a Teilkonzept: buttons on its page, one service each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from people.rules import Person
from strategy.enums import SubConceptStatus
from strategy.models import SubConcept
from strategy.services.sub_concepts import (
    accept_sub_concept,
    reopen_sub_concept,
    return_sub_concept,
    submit_sub_concept,
)


@dataclass(frozen=True, slots=True)
class ConceptStep:
    """A step from the status ``source`` by ``run(concept, by=user, reason="…")``, which ``permission`` allows.

    ``slug`` is the last part of its address, ``label`` the text of its button, ``text`` says what it does, ``done``
    what is said afterwards.
    """

    source: str
    slug: str
    label: str
    text: str
    done: str
    run: Callable[..., SubConcept]
    permission: str = "strategy.change_subconcept"
    reason_required: bool = False


STEPS = (
    ConceptStep(
        SubConceptStatus.DRAFT,
        "abstimmen",
        "In die Abstimmung geben",
        "Der Text steht danach still, damit alle über denselben reden. Wer ihn ändern will, gibt das Teilkonzept in den"
        " Entwurf zurück.",
        "Das Teilkonzept ist in Abstimmung.",
        submit_sub_concept,
    ),
    ConceptStep(
        SubConceptStatus.IN_COORDINATION,
        "abnehmen",
        "Abnehmen",
        "Das Teilkonzept ist danach abgenommen und geht so in die Strategie ein. Wer es später ändern will, öffnet es"
        " mit einem Grund wieder.",
        "Das Teilkonzept ist abgenommen.",
        accept_sub_concept,
        permission="strategy.accept_subconcept",
    ),
    ConceptStep(
        SubConceptStatus.IN_COORDINATION,
        "zurueckgeben",
        "In den Entwurf zurückgeben",
        "Die Gruppe kann danach wieder schreiben und bekommt eine E-Mail mit dem Grund. Nennen Sie, was zu ändern ist.",
        "Das Teilkonzept ist wieder im Entwurf.",
        return_sub_concept,
        reason_required=True,
    ),
    ConceptStep(
        SubConceptStatus.ACCEPTED,
        "oeffnen",
        "Wieder öffnen",
        "Das Teilkonzept ist danach wieder ein Entwurf, seine Gruppe kann schreiben, und es wird neu abgenommen. Was"
        " eingefroren oder beschlossen ist, bleibt, wie es war. Die Gruppe bekommt eine E-Mail mit dem Grund. Nennen"
        " Sie, was zu ändern ist.",
        "Das Teilkonzept ist wieder im Entwurf.",
        reopen_sub_concept,
        permission="strategy.accept_subconcept",
        reason_required=True,
    ),
)


def open_steps(concept: SubConcept, user: Person) -> Sequence[ConceptStep]:
    """Return the steps that ``user`` may take now."""
    return [step for step in STEPS if step.source == concept.status and user.has_perm(step.permission, concept)]


def find_step(slug: str) -> ConceptStep | None:
    """Return the step with this address, or ``None``."""
    return next((step for step in STEPS if step.slug == slug), None)
