"""What protocols show of ideas: at each line the idea that came of it, and for editors the way to make one."""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse

from ideas.models import Idea
from ideas.models.ideas import idea_url
from people.rules import Person
from workshops.line_links import LineAction, LineLink, LineLinks


def idea_links(user: Person, points: Sequence[int]) -> LineLinks:
    """Return the ideas that came of these lines (provider of :mod:`workshops.line_links`); one query."""
    # Lines lie close together: a hundred ids would take Django as long to write out as the database to answer.
    between = Idea.objects.visible_to(user, drafts=False).filter(point__gte=min(points), point__lte=max(points))
    links: dict[int, list[LineLink]] = defaultdict(list)
    for point, reference, title in between.order_by("submitted_at", "pk").values_list("point", "reference", "title"):
        if point in points:
            links[point].append(LineLink(idea_url("detail", reference), f"Idee {reference} {title}"))
    if not user.has_perm("ideas.triage_idea"):
        return LineLinks(links)
    prefix = reverse("ideas:create_from_point", args=[0]).removesuffix("0/")
    return LineLinks(links, LineAction(prefix, "Idee anlegen"))
