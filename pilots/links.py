"""What the rooms below show of pilots: an idea those that came of it, a line of a protocol how it was corrected.

And what stands behind a Maßnahme of the strategy, in both directions.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse

from ideas.idea_links import IdeaLink, IdeaLinks
from ideas.models import Idea
from people.rules import Person
from pilots.models import MeasureSource, Pilot, Resolution
from pilots.selectors.measures import measures_of, sources_of
from pilots.selectors.pilots import USABLE
from strategy.models import Measure
from strategy.page_links import PageLink, PageLinks
from workshops.line_links import LineLink, LineLinks
from workshops.models import Decision


def measure_links(user: Person, idea: Idea) -> IdeaLinks:
    """Return the Maßnahmen behind which an idea stands (provider of :mod:`ideas.idea_links`); one query, or none."""
    links = [
        IdeaLink(measure.get_absolute_url(), measure.title, f"Priorität {measure.get_priority_display()}")
        for measure in measures_of(idea, user)
    ]
    return IdeaLinks("Maßnahme der Strategie", links)


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


def pilot_links(user: Person, idea: Idea) -> IdeaLinks:
    """Return the pilots that came of an idea (provider of :mod:`ideas.idea_links`); one query, or none."""
    heading = "Pilotprojekt"
    if idea.status not in USABLE:
        return IdeaLinks(heading)
    pilots = Pilot.objects.visible_to(user).filter(sources__idea=idea).order_by("reference")
    links = [IdeaLink(pilot.get_absolute_url(), str(pilot), pilot.get_status_display()) for pilot in pilots]
    if not user.has_perm("pilots.add_pilot"):
        return IdeaLinks(heading, links)
    url = reverse("pilots:create_from", args=[idea.reference])
    return IdeaLinks(heading, links, (url, "Weiteres Pilotprojekt anlegen" if links else "Pilotprojekt anlegen"))


def outcomes_of_idea(idea: Idea) -> list[str]:
    """Return what the board decided on the pilots of an idea, for its submitter (provider of ``ideas.idea_links``).

    One query. The mail about a decision leads there, also where the pilot is not published: it tells no more.
    """
    valid = Resolution.objects.filter(entry__pilot__sources__idea=idea, corrected_by=None)
    return [
        f"Pilotprojekt {one.entry.pilot.reference} „{one.entry.pilot.title}“: {one.get_outcome_display()}"
        for one in valid.select_related("entry__pilot").order_by("pk")
    ]


def correction_links(user: Person, points: Sequence[int]) -> LineLinks:
    """Return the decisions that correct those in these lines (provider of :mod:`workshops.line_links`); one query."""
    # As in ideas/lines.py, the ends of the range are quicker than all its ids.
    found = Resolution.objects.filter(
        corrects__decision__point__gte=min(points),
        corrects__decision__point__lte=max(points),
        decision__in=Decision.objects.visible_to(user),
    ).order_by("pk")
    links: dict[int, list[LineLink]] = defaultdict(list)
    for point, pilot, reference in found.values_list(
        "corrects__decision__point", "entry__pilot__reference", "decision__reference"
    ):
        url = reverse("workshops:decision_detail", args=[reference])
        links[point].append(LineLink(url, f"{pilot}: berichtigt durch Beschluss {reference}"))
    return LineLinks(links)
