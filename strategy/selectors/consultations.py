"""Reads: who was asked, who has answered, and what is left to do before the council decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from people.models import User
from people.rules import Person
from strategy.enums import VersionStatus
from strategy.models import Consultation, Opinion, StrategyVersion
from workshops.models.meetings import bodies_of

REMINDERS = (2, 7)
"""So many days before its day a body that has not answered is reminded, the last reminder first."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a version from being ready: a German sentence, and the address where it can be mended."""

    text: str
    url: str


def stage_of(due_on: date, today: date) -> int | None:
    """Return which reminder is the latest that is due on ``today``, by its number of days; ``None``: none is yet."""
    left = (due_on - today).days
    return next((days for days in REMINDERS if left <= days), None)


def consultations_of(strategy: StrategyVersion) -> QuerySet[Consultation]:
    """Return who was asked, with ``said`` and ``answered``, the numbers of opinions; the first day first."""
    return strategy.consultations.select_related("body", "release", "handed_in_by").annotate(
        said=Count("opinions"), answered=Count("opinions", filter=~Q(opinions__outcome=""))
    )


def opinions_of(strategy: StrategyVersion, user: Person) -> QuerySet[Opinion]:
    """Return the opinions on a version that were handed in and that ``user`` may read, by body."""
    visible = Consultation.objects.visible_to(user).filter(strategy=strategy, handed_in_at__isnull=False)
    opinions = Opinion.objects.filter(consultation__in=visible)
    return opinions.select_related("consultation__body").order_by("consultation__body__name", "consultation", "pk")


def waiting_consultations(user: User) -> QuerySet[Consultation]:
    """Return the consultations in which a body of ``user`` is asked and has not answered, the first day first."""
    waiting = Consultation.objects.pending().filter(body__in=bodies_of(user))
    return waiting.select_related("body", "strategy")


def opinions_to_answer() -> QuerySet[Opinion]:
    """Return the opinions that were handed in and have no answer yet, those of the first day first."""
    running = Q(consultation__strategy__status=VersionStatus.IN_CONSULTATION, consultation__handed_in_at__isnull=False)
    waiting = Opinion.objects.filter(running, outcome="").order_by("consultation__handed_in_at", "pk")
    return waiting.select_related("consultation__body", "consultation__strategy")


def summary_of(consultations: Sequence[Consultation]) -> str:
    """Return who has answered: "2 von 5 Gremien haben geantwortet, 1 ist überfällig"; empty where nobody was asked."""
    if not consultations:
        return ""
    done = sum(one.is_handed_in for one in consultations)
    late = sum(one.is_overdue for one in consultations)
    verb = "hat" if done == 1 else "haben"
    overdue = f", {late} {'ist' if late == 1 else 'sind'} überfällig" if late else ""
    return f"{done} von {len(consultations)} Gremien {verb} geantwortet{overdue}"


def obstacles_to_ready(strategy: StrategyVersion) -> list[Obstacle]:
    """Return what has to be done before the version can be frozen for the council; one query."""
    return list(_obstacles(strategy, list(consultations_of(strategy))))


def _obstacles(strategy: StrategyVersion, consultations: Sequence[Consultation]) -> Iterator[Obstacle]:
    if not consultations:
        url = reverse("strategy:consultations", args=[strategy.number])
        yield Obstacle("Noch ist kein Gremium gefragt.", url)
    for one in consultations:
        if why := _why_open(one):
            yield Obstacle(why, one.get_absolute_url())


def _why_open(one: Consultation) -> str:
    """Return what is left to do with one consultation; empty where nothing is."""
    said, answered = one.said, one.answered  # type: ignore[attr-defined]
    if one.is_handed_in:
        left = said - answered
        verb = "ist" if left == 1 else "sind"
        return f"{one.body}: {left} von {said} Stellungnahmen {verb} noch zu beantworten." if left else ""
    if one.due_on >= timezone.localdate():
        return f"{one.body} kann noch bis zum {one.due_on:%d.%m.%Y} Stellung nehmen."
    return f"{one.body} hat geschrieben, aber nicht abgegeben ({said})." if said else ""
