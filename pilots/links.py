"""What the rooms below show of pilots: an idea those that came of it, a line of a protocol how it was corrected.

And what stands behind a Maßnahme of the strategy, in both directions.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.urls import reverse

from common.prepared import Slot, rows_for
from ideas.idea_links import IdeaLink, IdeaLinks
from ideas.models import Idea
from people.rules import Person
from pilots.enums import PilotStatus
from pilots.models import MeasureSource, Pilot, Resolution
from pilots.selectors.measures import measures_of, sources_of, with_sources
from pilots.selectors.pilots import USABLE
from strategy.enums import Priority
from strategy.models import Measure
from strategy.page_links import PageLink, PageLinks
from strategy.sheet import Columns
from workshops.line_links import LineLink, LineLinks
from workshops.models import Decision

SOURCE_COLUMNS = Columns(
    ("Ideen dahinter", "Pilotprojekte dahinter"),
    with_sources,
    lambda row: ("\n".join(row.idea_names), "\n".join(row.pilot_names)),
)
"""What the table of the Maßnahmen says of what stands behind each (:mod:`strategy.sheet`)."""


def source_links(user: Person, measure: Measure) -> PageLinks:
    """Return the ideas and pilots behind a Maßnahme (provider of :mod:`strategy.page_links`); one query."""
    may_edit = user.has_perm("strategy.change_measure", measure)
    links = [_source_link(source, measure, may_edit) for source in sources_of(measure, user)]
    action = (reverse("pilots:source_create", args=[measure.slug]), "Zuordnen") if may_edit else None
    return PageLinks("Ideen und Pilotprojekte dahinter", links, action, "Noch ist nicht festgehalten, woher sie kommt.")


def _source_link(source: MeasureSource, measure: Measure, may_edit: bool) -> PageLink:
    behind: Idea | Pilot = source.idea or source.pilot  # type: ignore[assignment]
    url = reverse("pilots:source_edit", args=[measure.slug, source.pk]) if may_edit else ""
    return PageLink(behind.get_absolute_url(), str(behind), behind.get_status_display(), source.reason, url)


def links_of_idea(user: Person, idea: Idea) -> list[IdeaLinks]:
    """Return the pilots and the Maßnahmen that came of an idea (provider of :mod:`ideas.idea_links`); one query."""
    of_idea = Q(sources__idea=idea) if idea.status in USABLE else Q(pk=None)
    pilots = Pilot.objects.visible_to(user).filter(of_idea).order_by()
    rows = pilots.values_list(Value("pilot"), "reference", "title", "status").union(
        measures_of(idea, user).order_by().values_list(Value("measure"), "slug", "title", "priority"), all=True
    )
    found: dict[str, list[IdeaLink]] = {"pilot": [], "measure": []}
    for kind, *columns in sorted(rows):
        found[kind].append(_LINKS[kind](*columns))
    action = _making_a_pilot(user, idea, found["pilot"])
    return [IdeaLinks("Pilotprojekt", found["pilot"], action), IdeaLinks("Maßnahme der Strategie", found["measure"])]


def _pilot_link(reference: str, title: str, status: str) -> IdeaLink:
    return IdeaLink(reverse("pilots:detail", args=[reference]), f"{reference} {title}", str(PilotStatus(status).label))


def _measure_link(slug: str, title: str, priority: str) -> IdeaLink:
    return IdeaLink(reverse("strategy:measure", args=[slug]), title, f"Priorität {Priority(priority).label}")


_LINKS = {"pilot": _pilot_link, "measure": _measure_link}


def _making_a_pilot(user: Person, idea: Idea, pilots: Sequence[IdeaLink]) -> tuple[str, str] | None:
    if idea.status not in USABLE or not user.has_perm("pilots.add_pilot"):
        return None
    url = reverse("pilots:create_from", args=[idea.reference])
    return url, "Weiteres Pilotprojekt anlegen" if pilots else "Pilotprojekt anlegen"


def outcomes_of_ideas(ideas: Collection[Idea]) -> list[str]:
    """Return what the board decided on the pilots of these ideas, for submitters (provider of ``ideas.idea_links``).

    One query. The mail about a decision leads there, also where the pilot is not published: it tells no more.
    """
    pilots = Pilot.objects.filter(sources__idea__in=ideas)
    valid = Resolution.objects.filter(entry__pilot__in=pilots, corrected_by=None)
    return [
        f"Pilotprojekt {one.entry.pilot.reference} „{one.entry.pilot.title}“: {one.get_outcome_display()}"
        for one in valid.select_related("entry__pilot").order_by("pk")
    ]


def correction_links(user: Person, points: Sequence[int]) -> LineLinks:
    """Return the decisions that correct those in these lines (provider of :mod:`workshops.line_links`); one query."""
    links: dict[int, list[LineLink]] = defaultdict(list)
    for point, pilot, reference in rows_for(user, _corrections, lists={"lines": list(points)}):
        url = reverse("workshops:decision_detail", args=[reference])
        links[point].append(LineLink(url, f"{pilot}: berichtigt durch Beschluss {reference}"))
    return LineLinks(links)


def _corrections(user: Any, given: Any) -> "QuerySet[Resolution, Any]":
    found = Resolution.objects.filter(
        corrects__decision__point__any_of=Slot("lines"), decision__in=Decision.objects.visible_to(user)
    )
    return found.order_by("pk").values_list(
        "corrects__decision__point", "entry__pilot__reference", "decision__reference"
    )
