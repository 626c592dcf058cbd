"""Uptakes: into which Teilkonzept an idea went, wholly, partly or not, which passage, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from common.history import save_with_reason
from common.transitions import TransitionError
from common.versions import StaleVersionError, save_version
from ideas.enums import Extent, IdeaStatus
from ideas.models import Answer, Idea, Uptake
from ideas.services.guards import require_editor, require_status
from ideas.services.notices import tell
from people.models import Body, User
from strategy.models import SubConcept, SubConceptSection
from strategy.services.sub_concepts import create_sub_concept

WHERE_UPTAKES_ARE_RECORDED = (IdeaStatus.IN_REVIEW, *IdeaStatus.outcomes())

LAST_ONE = (
    "Die Idee ist mit „übernommen“ beantwortet und steht in keinem anderen Teilkonzept. Bitte halten Sie zuerst fest,"
    " in welches andere Teilkonzept sie übernommen wird; danach lässt sich diese Übernahme auf „nicht“ ändern."
)


@dataclass(frozen=True, slots=True)
class NewSubConcept:
    """A Teilkonzept that is made with the uptake: its title, and the group that writes it."""

    title: str
    body: Body


@transaction.atomic
def record_uptake(
    idea: Idea,
    *,
    sub_concept: SubConcept | NewSubConcept,
    extent: str,
    passage: str,
    reason: str,
    by: User,
    section: SubConceptSection | None = None,
) -> Uptake:
    """Record what of an idea goes into a Teilkonzept, which may be made here, and return it.

    ``section`` says where in it. ``reason`` is read by the submitter once the idea has its answer; where it has one
    already, a mail says so. The same uptake once more (a double click) changes nothing. Raises ``ValidationError``
    (also when the Teilkonzept is taken), :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    idea = Idea.locked(idea.pk)
    require_editor(by, idea)
    require_status(idea, *WHERE_UPTAKES_ARE_RECORDED)
    values = {"section": section, "extent": extent, "passage": passage, "reason": reason}
    if existing := _same(idea, sub_concept, values):
        return existing
    if isinstance(sub_concept, NewSubConcept):
        sub_concept = create_sub_concept(title=sub_concept.title, body=sub_concept.body, by=by)
    uptake = save_with_reason(
        Uptake(idea=idea, sub_concept=sub_concept, **values), by=by, reason="Übernahme festgehalten"
    )
    _tell(uptake)
    return uptake


@transaction.atomic
def edit_uptake(
    uptake: Uptake,
    *,
    version: int,
    sub_concept: SubConcept,
    extent: str,
    passage: str,
    reason: str,
    by: User,
    section: SubConceptSection | None = None,
) -> Uptake:
    """Correct an uptake and return it; its history keeps what was recorded before.

    ``version`` is that of the uptake when the form was loaded. Raises :class:`~common.versions.StaleVersionError`,
    ``ValidationError``, :class:`~common.transitions.TransitionError` and ``PermissionDenied``.
    """
    idea = Idea.locked(uptake.idea_id)
    require_editor(by, idea)
    require_status(idea, *WHERE_UPTAKES_ARE_RECORDED)
    current = Uptake.locked(uptake.pk)
    values = {
        "sub_concept": sub_concept,
        "section": section,
        "extent": extent,
        "passage": passage,
        "reason": reason,
    }
    if all(getattr(current, name) == value for name, value in values.items()):
        return current
    if current.version != version:
        raise StaleVersionError(current)
    if idea.status == IdeaStatus.ACCEPTED and extent == Extent.NOT and not _others(current).exists():
        raise TransitionError(LAST_ONE)
    for name, value in values.items():
        setattr(current, name, value)
    save_version(current, loaded=version, by=by, reason="Übernahme geändert")
    _tell(current)
    return current


def _same(idea: Idea, sub_concept: SubConcept | NewSubConcept, values: Mapping[str, Any]) -> Uptake | None:
    same = Uptake.objects.filter(idea=idea, **values)
    if isinstance(sub_concept, NewSubConcept):
        return same.filter(sub_concept__title__iexact=sub_concept.title, sub_concept__body=sub_concept.body).first()
    return same.filter(sub_concept=sub_concept).first()


def _others(uptake: Uptake) -> QuerySet[Uptake]:
    """Return the other Teilkonzepte that the idea went into, wholly or partly."""
    return Uptake.objects.filter(idea=uptake.idea_id).exclude(pk=uptake.pk).exclude(extent=Extent.NOT)


def _tell(uptake: Uptake) -> None:
    """Tell who handed the idea in, once its answer is out; before that the answer tells it."""
    if Answer.objects.filter(idea=uptake.idea, published_at__isnull=False).exists():
        tell(uptake.idea, "idea_uptake", {"uptake": uptake})
