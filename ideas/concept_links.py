"""What the pages of Teilkonzepte show of ideas: a tab with all of them, and beside each section those that fed it."""

from collections import defaultdict
from collections.abc import Mapping

from django.urls import reverse

from ideas.models import Uptake
from ideas.selectors import uptakes_into
from people.rules import Person
from strategy.models import SubConcept
from strategy.page_links import PageLink, SectionNotes

NAME = "ideas"
"""The name of the tab."""
SHOWN = 6
"""How many ideas stand beside one section; the tab shows all."""
MAX_READ = 500
"""So many uptakes are read for the notes of one Teilkonzept at most."""


def uptake_notes(user: Person, concept: SubConcept) -> Mapping[int | None, SectionNotes]:
    """Return the ideas that fed each section (provider of :mod:`strategy.page_links`); one query.

    An uptake that names no section stands with the Teilkonzept as a whole.
    """
    found: dict[int | None, list[Uptake]] = defaultdict(list)
    for uptake in uptakes_into(concept, user)[:MAX_READ]:
        found[uptake.section_id].append(uptake)
    url = ideas_url(concept)
    return {
        section: SectionNotes(
            [_link(one) for one in uptakes[:SHOWN]], len(uptakes), url if len(uptakes) > SHOWN else ""
        )
        for section, uptakes in found.items()
    }


def ideas_url(concept: SubConcept) -> str:
    """Return the address of the page with all ideas of a Teilkonzept."""
    return reverse("sub_concept_ideas", args=[concept.slug])


def _link(uptake: Uptake) -> PageLink:
    place = f"{uptake.passage}: {uptake.reason}" if uptake.passage else uptake.reason
    return PageLink(uptake.idea.get_absolute_url(), str(uptake.idea), uptake.get_extent_display(), place)
