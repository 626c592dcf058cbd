"""What the page of an idea shows of pilots: those that came of it, and for editors the way to make one."""

from django.urls import reverse

from ideas.idea_links import IdeaLink, IdeaLinks
from ideas.models import Idea
from people.rules import Person
from pilots.models import Pilot
from pilots.selectors.pilots import USABLE


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
