"""Gap reports: what has no connection yet that it should have. Each is complete once its list is empty.

They are for editors, who may see everything. What a criterion of a milestone counts is listed as it counts it.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from common.templatetags.dates import day
from common.text import plain_text
from ideas.enums import IdeaStatus
from ideas.models import Idea
from ideas.models.ideas import idea_url
from milestones.enums import FigureKey
from milestones.figures import rows_to_do
from milestones.models import DateChange, Milestone
from people.models import User
from pilots.enums import PilotStatus
from pilots.models import MeasureSource, Resolution
from smartcity.reports.report import Line, Report
from strategy.models import ActionField, ActionFieldVision, CouncilResolution, Measure, SubConcept
from workshops.models import Decision

NOTHING_TO_DO = (PilotStatus.STORED, PilotStatus.REJECTED)
"""Outcomes of a decision of which nothing has to follow."""
GONE_ON = (PilotStatus.IN_TENDER, PilotStatus.RUNNING, PilotStatus.FINISHED, PilotStatus.ABORTED)
"""Where a pilot stands of whose approval something followed."""


def empty_fields(user: User) -> "QuerySet[ActionField]":
    """Return the Handlungsfelder that no Maßnahme underpins."""
    return ActionField.objects.visible_to(user).filter(measure_links=None).order_by("position", "name")


def measures_without_vision(user: User) -> "QuerySet[Measure]":
    """Return the Maßnahmen none of whose Handlungsfelder serves a Zielbild."""
    serving = ActionFieldVision.objects.filter(action_field__measure_links__measure=OuterRef("pk"))
    return Measure.objects.visible_to(user).filter(~Exists(serving)).order_by("position", "pk")


def measures_without_source(user: User) -> "QuerySet[Measure]":
    """Return the Maßnahmen with neither an idea nor a pilot behind them."""
    return Measure.objects.visible_to(user).filter(sources=None).order_by("position", "pk")


def ideas_without_concept(user: User) -> "QuerySet[Idea]":
    """Return the ideas that are taken over and stand in no Teilkonzept, the oldest first."""
    return rows_to_do(FigureKey.IDEAS_IN_CONCEPTS).order_by("submitted_at", "pk")


def ideas_without_answer(user: User) -> "QuerySet[Idea]":
    """Return the ideas that were handed in and have no outcome yet, the oldest first."""
    return Idea.objects.filter(status__in=IdeaStatus.open()).order_by("submitted_at", "pk")


def decisions_without_follow_up(user: User) -> "QuerySet[Decision]":
    """Return the decisions of which nothing has come yet, the oldest first.

    What may come of one: a pilot that is put out to tender or carried out, a Maßnahme, a milestone or a change of its
    date, an idea, or a passed version of the strategy. Of a pilot that was deferred or rejected nothing has to follow,
    nor of a decision that another one corrects.
    """
    settled = Q(outcome__in=NOTHING_TO_DO) | Q(corrected_by__isnull=False) | Q(entry__pilot__status__in=GONE_ON)
    behind = Q(entry__pilot__in=MeasureSource.objects.filter(pilot__isnull=False).values("pilot"))
    settling = Resolution.objects.filter(settled | behind)
    of_decision: list[Any] = [settling, Milestone.objects, DateChange.objects, CouncilResolution.objects]
    of_line: list[Any] = [Milestone.objects, Idea.objects.handed_in()]
    decisions = Decision.objects.visible_to(user)
    for rows in of_decision:
        decisions = decisions.exclude(pk__in=rows.filter(decision__isnull=False).values("decision"))
    for rows in of_line:
        decisions = decisions.exclude(point__in=rows.filter(point__isnull=False).values("point"))
    return decisions.select_related("point").order_by("decided_on", "reference")


def unlinked_concepts(user: User) -> "QuerySet[SubConcept]":
    """Return the Teilkonzepte that are connected with no other."""
    return rows_to_do(FigureKey.CONCEPTS_LINKED).select_related("body").order_by("title")


# How their rows are drawn -----------------------------------------------------------------------------------------


def _field(field: ActionField) -> Line:
    create = f"{reverse('strategy:measure_create')}?handlungsfeld={field.slug}"
    return Line(field.get_absolute_url(), field.name, action=(create, "Maßnahme anlegen"))


def _measure(measure: Measure, action: tuple[str, str] | None = None) -> Line:
    details = [f"Priorität {measure.get_priority_display()}", measure.get_origin_display()]
    return Line(measure.get_absolute_url(), measure.title, details, action)


def _without_vision(measure: Measure) -> Line:
    return _measure(measure, (reverse("strategy:measure_edit", args=[measure.slug]), "Handlungsfeld zuordnen"))


def _without_source(measure: Measure) -> Line:
    return _measure(measure, (reverse("pilots:source_create", args=[measure.slug]), "Idee oder Pilotprojekt eintragen"))


def idea_line(idea: Idea, action: tuple[str, str] | None = None) -> Line:
    """Return how an idea is drawn."""
    details = [str(idea.reference), f"eingereicht am {day(idea.submitted_at)}", idea.get_status_display()]
    return Line(idea.get_absolute_url(), idea.title, details, action)


def _unanswered(idea: Idea) -> Line:
    answer = (idea_url("answer", str(idea.reference)), "Antwort vorbereiten")
    return idea_line(idea, answer if idea.status == IdeaStatus.IN_REVIEW else None)


def _untaken(idea: Idea) -> Line:
    return idea_line(idea, (idea_url("uptake", str(idea.reference)), "Teilkonzept eintragen"))


def _decision(decision: Decision) -> Line:
    details = [decision.reference, f"beschlossen am {day(decision.decided_on)}"]
    return Line(decision.get_absolute_url(), plain_text(decision.point.text), details)


def _concept(concept: SubConcept) -> Line:
    link = (reverse("strategy:link_create", args=[concept.slug]), "Verknüpfen")
    return Line(concept.get_absolute_url(), concept.title, [str(concept.body), concept.get_status_display()], link)


GAPS = (
    Report(
        "leere-handlungsfelder",
        "Handlungsfelder ohne Maßnahme",
        "Diese Handlungsfelder untermauert noch keine Maßnahme.",
        "Jedes Handlungsfeld hat eine Maßnahme.",
        "Handlungsfeld",
        "Handlungsfelder",
        empty_fields,
        _field,
    ),
    Report(
        "massnahmen-ohne-zielbild",
        "Maßnahmen ohne Zielbild",
        "Diese Maßnahmen gehören zu keinem Handlungsfeld, das einem Zielbild dient. Ordnen Sie der Maßnahme ein"
        " Handlungsfeld oder ihrem Handlungsfeld ein Zielbild zu.",
        "Jede Maßnahme dient einem Zielbild.",
        "Maßnahme",
        "Maßnahmen",
        measures_without_vision,
        _without_vision,
    ),
    Report(
        "massnahmen-ohne-idee",
        "Maßnahmen ohne Idee",
        "Hinter diesen Maßnahmen steht weder eine Idee noch ein Pilotprojekt.",
        "Hinter jeder Maßnahme steht eine Idee oder ein Pilotprojekt.",
        "Maßnahme",
        "Maßnahmen",
        measures_without_source,
        _without_source,
    ),
    Report(
        "ideen-ohne-teilkonzept",
        "Übernommene Ideen ohne Teilkonzept",
        "Diese Ideen sind übernommen, stehen aber in keinem Teilkonzept.",
        "Jede übernommene Idee steht in einem Teilkonzept.",
        "Idee",
        "Ideen",
        ideas_without_concept,
        _untaken,
    ),
    Report(
        "ideen-ohne-antwort",
        "Ideen ohne Antwort",
        "Diese Ideen sind eingereicht und haben noch kein Ergebnis; die ältesten stehen oben.",
        "Jede Idee hat ihre Antwort.",
        "Idee",
        "Ideen",
        ideas_without_answer,
        _unanswered,
        statuses=IdeaStatus.open(),
    ),
    Report(
        "beschluesse-ohne-folge",
        "Beschlüsse ohne Folge",
        "Aus diesen Beschlüssen ist noch nichts entstanden: keine Umsetzung, keine Maßnahme, kein Meilenstein.",
        "Aus jedem Beschluss ist etwas entstanden.",
        "Beschluss",
        "Beschlüsse",
        decisions_without_follow_up,
        _decision,
    ),
    Report(
        "teilkonzepte-ohne-verknuepfung",
        "Teilkonzepte ohne Verknüpfung",
        "Diese Teilkonzepte sind mit keinem anderen verknüpft.",
        "Jedes Teilkonzept ist verknüpft.",
        "Teilkonzept",
        "Teilkonzepte",
        unlinked_concepts,
        _concept,
    ),
)
"""In the order of the strategy: from above, from below, and across."""
