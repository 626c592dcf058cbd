"""What computed criteria count in the live data: so many of so many.

Each figure is a queryset of what counts and a condition for what is done; one query counts all that a page needs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse

from common.statements import Statement
from ideas.enums import Extent, IdeaStatus
from ideas.models import Idea, Uptake
from milestones.enums import FigureKey
from pilots.enums import ListStatus, PilotStatus
from pilots.models import Pilot, PilotList
from strategy.enums import SubConceptStatus, VersionStatus
from strategy.models import ConceptLink, Consultation, Opinion, StrategyVersion, SubConcept


class Counted(NamedTuple):
    """So many of so many; where there is nothing to count yet, nothing is met either."""

    done: int = 0
    total: int = 0

    @property
    def is_met(self) -> bool:
        """Whether there is something, and all of it is done."""
        return 0 < self.total == self.done


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted: ``rows`` returns what counts, ``done`` is the condition of what is done among it.

    ``explanation`` says both in German; ``address`` returns the page with what counts, which editors may open; one
    query at most. Rooms above may know a better one (:data:`LISTS`).
    """

    rows: Callable[[], "QuerySet[Any]"]
    done: Q
    explanation: str
    address: Callable[[], str]


def count_figures(keys: Iterable[str]) -> Mapping[str, Counted]:
    """Return what these figures (:class:`~milestones.enums.FigureKey`) count now; one query, or none for no figure."""
    wanted = tuple(sorted(set(keys)))
    if not wanted:
        return {}
    found = {key: Counted(done, total) for key, done, total in _statement(wanted).rows()}
    return {key: found.get(key, Counted()) for key in wanted}


@cache
def _statement(keys: tuple[str, ...]) -> Statement:
    """Return the query that counts these figures, a row for each.

    It is written once: that takes Django longer than the database takes to count.
    """
    counts = [_count(key) for key in keys]
    return Statement(counts[0].union(*counts[1:], all=True) if counts[1:] else counts[0])


def rows_to_do(key: FigureKey) -> "QuerySet[Any]":
    """Return what a figure counts and is not done yet: the list to work off until its criterion is met."""
    return FIGURES[key].rows().filter(~FIGURES[key].done)


def _count(key: str) -> "QuerySet[Any, Any]":
    """Return one row: the key, how many are done, and of how many; no row where there is nothing to count."""
    figure = FIGURES[FigureKey(key)]
    named = figure.rows().order_by().annotate(figure=Value(key)).values("figure")
    return named.annotate(done=Count("pk", filter=figure.done), total=Count("pk")).values_list(
        "figure", "done", "total"
    )


def _accepted_ideas() -> "QuerySet[Idea]":
    return Idea.objects.filter(status=IdeaStatus.ACCEPTED)


def _judged_ideas() -> "QuerySet[Idea]":
    return Idea.objects.filter(status__in=(*IdeaStatus.open(), *IdeaStatus.outcomes()))


def _opened_lists() -> "QuerySet[PilotList]":
    return PilotList.objects.exclude(status=ListStatus.DRAFT).order_by("-meeting__held_on", "-pk")


def _listed_pilots() -> "QuerySet[Pilot]":
    return Pilot.objects.filter(entries__list=Subquery(_opened_lists().values("pk")[:1]))


def _address_of_list() -> str:
    last = _opened_lists().first()
    return last.get_absolute_url() if last else reverse("pilots:lists")


def _address_of_version(page: str) -> str:
    number = _latest_version().values_list("number", flat=True).first()
    return reverse(f"strategy:{page}", args=[number]) if number else reverse("strategy:version_list")


def _latest_version() -> "QuerySet[StrategyVersion]":
    return StrategyVersion.objects.filter(
        number=Subquery(StrategyVersion.objects.order_by("-number").values("number")[:1])
    )


def _consultations() -> "QuerySet[Consultation]":
    return Consultation.objects.filter(strategy__in=_latest_version())


def _opinions() -> "QuerySet[Opinion]":
    return Opinion.objects.filter(consultation__in=_consultations(), consultation__handed_in_at__isnull=False)


_LINKED = ConceptLink.objects.filter(Q(source=OuterRef("pk")) | Q(target=OuterRef("pk")))
_TAKEN_UP = Uptake.objects.filter(extent__in=(Extent.WHOLLY, Extent.PARTLY)).values("idea")

FIGURES: dict[FigureKey, Figure] = {
    FigureKey.IDEAS_IN_CONCEPTS: Figure(
        _accepted_ideas,
        Q(pk__in=_TAKEN_UP),
        "Ideen mit dem Status „übernommen“, und wie viele davon ganz oder teilweise in einem Teilkonzept stehen.",
        lambda: f"{reverse('ideas:list')}?status={IdeaStatus.ACCEPTED}",
    ),
    FigureKey.IDEAS_ANSWERED: Figure(
        _judged_ideas,
        Q(status__in=IdeaStatus.outcomes()),
        "Eingereichte Ideen (ohne zurückgezogene und zusammengeführte), und wie viele davon ein Ergebnis haben.",
        lambda: reverse("ideas:list"),
    ),
    FigureKey.PILOTS_DECIDED: Figure(
        _listed_pilots,
        ~Q(status=PilotStatus.LISTED),
        "Pilotprojekte auf der letzten Pilotliste, und über wie viele davon das Gremium entschieden hat.",
        _address_of_list,
    ),
    FigureKey.CONCEPTS_APPROVED: Figure(
        SubConcept.objects.all,
        Q(status=SubConceptStatus.ACCEPTED),
        "Teilkonzepte, und wie viele davon abgenommen sind.",
        lambda: reverse("strategy:sub_concepts"),
    ),
    FigureKey.CONCEPTS_LINKED: Figure(
        SubConcept.objects.all,
        Q(Exists(_LINKED)),
        "Teilkonzepte, und wie viele davon mit einem anderen verknüpft sind.",
        lambda: reverse("strategy:sub_concepts"),
    ),
    FigureKey.OPINIONS_RECEIVED: Figure(
        _consultations,
        Q(handed_in_at__isnull=False),
        "Gremien, die zur letzten Strategiefassung gefragt sind, und wie viele davon Stellung genommen haben.",
        lambda: _address_of_version("consultations"),
    ),
    FigureKey.OPINIONS_ANSWERED: Figure(
        _opinions,
        Q(answered_at__isnull=False),
        "Stellungnahmen zur letzten Strategiefassung, und wie viele davon beantwortet sind.",
        lambda: _address_of_version("consultations"),
    ),
    FigureKey.STRATEGY_PASSED: Figure(
        _latest_version,
        Q(status__in=VersionStatus.final()),
        "Die letzte Strategiefassung, und ob der Stadtrat sie beschlossen hat.",
        lambda: _address_of_version("version"),
    ),
}

LISTS: dict[FigureKey, Callable[[], str]] = {}
"""Addresses of lists in rooms above that hold exactly what a figure counts; they hang them in when they start."""


def address_of(key: FigureKey) -> str:
    """Return the address of the page with what a figure counts, for editors."""
    return LISTS.get(key, FIGURES[key].address)()
