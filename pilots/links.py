"""What the rooms below show of pilots: an idea those that came of it, a line of a protocol how it was corrected."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.urls import reverse

from ideas.idea_links import IdeaLink, IdeaLinks
from ideas.models import Idea
from people.rules import Person
from pilots.models import Pilot, Resolution
from pilots.selectors.pilots import USABLE
from workshops.line_links import LineLink, LineLinks
from workshops.models import Decision


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
