"""Reads of pilots: the register, and everything that the page of one shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, OuterRef, Prefetch, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from ideas.enums import IdeaStatus
from ideas.models import Idea
from people.rules import Person, is_editor
from pilots.content import label_of
from pilots.enums import FileKind
from pilots.models import (
    Condition,
    Cost,
    Entry,
    Partner,
    Pilot,
    PilotFile,
    PilotList,
    ProgressReport,
    Resolution,
    Source,
    Tender,
)
from pilots.models.pilots import PilotQuerySet
from strategy.models import Measure
from workshops.models import Decision

TEXTS = ("summary", "added_value", "visible_result", "prerequisites", "risks")
PUBLIC_TEXTS = ("summary", "added_value", "visible_result")
"""What a page tells in paragraphs, in its order: to those who read the whole pilot, and to everybody."""

LISTED = (
    "pilot",
    "list__slug",
    "list__status",
    "list__meeting__format",
    "list__meeting__number",
    "list__meeting__body__name",
    "list__meeting__body__genitive",
)
"""What the page names of an entry and its list; the frozen texts are long."""

USABLE = (IdeaStatus.IN_REVIEW, *IdeaStatus.outcomes())
"""In which statuses an idea may become a pilot; the answer to it is given on its own page."""


def with_totals(pilots: PilotQuerySet) -> PilotQuerySet:
    """Add what each pilot costs over all years: ``total``, whole euros, 0 where nothing is entered."""
    costs = Cost.objects.filter(pilot=OuterRef("pk")).order_by().values("pilot").annotate(sum=Sum("amount"))
    return pilots.annotate(total=Coalesce(Subquery(costs.values("sum")), 0))


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of the profile: its German label, and from which ideas it came (those that the reader may see)."""

    name: str
    label: str
    text: str
    origins: Sequence[Idea]


@dataclass(frozen=True, slots=True)
class Budget:
    """What a pilot costs, in euros: year by year, and as a whole what is funded and what the city pays itself."""

    costs: Sequence[Cost]

    @property
    def total(self) -> int:
        """All costs."""
        return sum(cost.amount for cost in self.costs)

    @property
    def own(self) -> Decimal:
        """What the city pays itself."""
        return sum((cost.own_amount for cost in self.costs), Decimal(0))

    @property
    def funded(self) -> Decimal:
        """What somebody else pays."""
        return self.total - self.own


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that the pilot stands on, with what was decided there, if anything: the resolution that holds.

    Its ``is_readable`` says whether the reader may open the decision.
    """

    list: PilotList
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class PilotPage:
    """What the page of a pilot shows to one reader. ``is_known``: the whole pilot, else what is published."""

    pilot: Pilot
    is_known: bool
    picture: PilotFile | None
    attachments: Sequence[PilotFile]
    passages: Sequence[Passage]
    origins: Sequence[tuple[Idea, Sequence[str]]]
    """The ideas that it came of, with the labels of the fields that took over their texts."""
    partners: Sequence[str]
    reports: Sequence[ProgressReport]
    pictures: Mapping[int, PilotFile]
    """The picture of a report, by its id."""
    budget: Budget | None
    lists: Sequence[Listed]
    conditions: Sequence[Condition]
    tender: Tender | None
    measures: Sequence[Measure]


def pilots_for(user: Person) -> PilotQuerySet:
    """Return the pilots that ``user`` may see, each with what its page names, in one query.

    ``is_known`` says whether ``user`` may read the whole pilot, ``partner_names`` who takes part, ``cost_rows`` what it
    costs by year, ``tender_row`` the latest tender that ``user`` may see, ``measure_rows`` the Maßnahmen behind
    which it stands; as plain rows they need no query each.
    """
    of_pilot = {"pilot": OuterRef("pk")}
    partners = Partner.objects.filter(**of_pilot).order_by("organisation__name").values("organisation__name")
    costs = Cost.objects.filter(**of_pilot).order_by("year")
    cost = JSONObject(year="year", amount="amount", funding_percent=Cast("funding_percent", CharField()))
    tenders = Tender.objects.visible_to(user).filter(**of_pilot).order_by("-pk")
    tender = JSONObject(id="pk", subject="subject", status="status")
    measures = Measure.objects.visible_to(user).filter(sources__pilot=OuterRef("pk")).order_by("position")
    measure = JSONObject(title="title", slug="slug")
    return (
        Pilot.objects.visible_to(user)
        .select_related("action_field", "lead", "sponsor")
        .annotate(
            is_known=Value(True) if is_editor(user) else Exists(Pilot.objects.known_to(user).filter(pk=OuterRef("pk"))),
            partner_names=ArraySubquery(partners),
            cost_rows=ArraySubquery(costs.values_list(cost)),
            tender_row=Subquery(tenders.values_list(tender)[:1]),
            measure_rows=ArraySubquery(measures.values_list(measure)),
        )
    )


def load_page(pilot: Any, user: Person) -> PilotPage:
    """Return what the page of ``pilot`` (of :func:`pilots_for`) shows; six queries at most, three to the public."""
    is_known = pilot.is_known
    files = list(PilotFile.objects.visible_to(user).filter(pilot=pilot))
    sources = _sources_of(pilot, user)
    reports = pilot.reports.all() if is_known else pilot.reports.filter(is_public=True)
    lists = _lists_of(pilot, user) if is_known else []
    return PilotPage(
        pilot=pilot,
        is_known=is_known,
        picture=next((file for file in files if file.kind == FileKind.PICTURE and file.report_id is None), None),
        attachments=[file for file in files if file.kind == FileKind.ATTACHMENT],
        passages=_passages(pilot, TEXTS if is_known else PUBLIC_TEXTS, sources),
        origins=[(source.idea, [label_of(name) for name in source.fields]) for source in sources],
        partners=pilot.partner_names,
        reports=list(reports.select_related("by")),
        pictures={file.report_id: file for file in files if file.report_id is not None},
        budget=Budget([_cost(row) for row in pilot.cost_rows]) if is_known else None,
        lists=lists,
        conditions=[one for entry in lists if entry.resolution for one in entry.resolution.conditions.all()],
        tender=Tender(**pilot.tender_row) if is_known and pilot.tender_row else None,
        measures=[Measure(**row) for row in pilot.measure_rows or ()],
    )


def _cost(row: Mapping[str, Any]) -> Cost:
    return Cost(year=row["year"], amount=row["amount"], funding_percent=Decimal(row["funding_percent"]))


def _passages(pilot: Pilot, names: Sequence[str], sources: Sequence[Source]) -> list[Passage]:
    return [
        Passage(name, label_of(name), text, [source.idea for source in sources if name in source.fields])
        for name in names
        if (text := getattr(pilot, name).strip())
    ]


def _lists_of(pilot: Pilot, user: Person) -> list[Listed]:
    """Return the lists of a pilot that ``user`` may see, the latest first, with what was decided there."""
    entries = Entry.objects.filter(pilot=pilot).select_related("list__meeting__body").only(*LISTED)
    holding: Any = Resolution.objects.filter(corrected_by=None).select_related("decision")
    if is_editor(user):
        holding = holding.annotate(is_readable=Value(True))
    else:
        entries = entries.filter(list__in=PilotList.objects.visible_to(user))
        readable = Decision.objects.visible_to(user).filter(pk=OuterRef("decision"))
        holding = holding.annotate(is_readable=Exists(readable))
    conditions = Condition.objects.select_related("organisation")
    entries = entries.prefetch_related(
        Prefetch("resolutions", holding), Prefetch("resolutions__conditions", conditions)
    ).order_by("-list__meeting__held_on")
    return [Listed(entry.list, next(iter(entry.resolutions.all()), None)) for entry in entries]


def _sources_of(pilot: Pilot, user: Person) -> list[Source]:
    """Return which ideas a pilot came of, as far as ``user`` may see them, with their numbers and titles."""
    sources = pilot.sources.select_related("idea").only("pilot", "fields", "idea__reference", "idea__title")
    if not is_editor(user):
        sources = sources.filter(idea__in=Idea.objects.visible_to(user, drafts=False))
    return list(sources)


def usable_ideas(user: Person) -> "QuerySet[Idea]":
    """Return the ideas that may become a pilot."""
    return Idea.objects.visible_to(user, drafts=False).filter(status__in=USABLE)


def waiting_ideas(user: Person) -> "QuerySet[Idea]":
    """Return the Pilotkandidaten that no pilot came of yet, the oldest first."""
    waiting = usable_ideas(user).filter(status=IdeaStatus.PILOT, pilot_sources=None)
    return waiting.order_by("submitted_at", "pk")
