"""What protocols show of ideas: at each line the idea that came of it, and for editors the way to make one."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from ideas.models import Idea
from people.rules import Person
from workshops.line_links import LineLink


def idea_links(user: Person, points: Sequence[int]) -> Iterator[tuple[int, LineLink]]:
    """Return the links of these lines (provider of :mod:`workshops.line_links`); one query."""
    ideas = Idea.objects.visible_to(user).handed_in().filter(point__in=points).order_by("submitted_at", "pk")
    taken = set()
    # The ideas of a page are few: made as objects, they know their own addresses.
    for idea in ideas.only("reference", "title", "point_id", "submitted_at"):
        if idea.point_id:
            taken.add(idea.point_id)
            yield idea.point_id, LineLink(idea.get_absolute_url(), f"Idee {idea}")
    if user.has_perm("ideas.triage_idea"):
        # One address is looked up for all lines: a hundred look-ups took as long as the rest of the page.
        prefix = reverse("ideas:create_from_point", args=[0]).removesuffix("0/")
        for point in points:
            if point not in taken:
                yield point, LineLink(f"{prefix}{point}/", "Idee anlegen", is_action=True)
