"""What protocols show of milestones: at a line the milestone that came of it, at a decision what it set and moved."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet, Value
from django.urls import reverse

from common.prepared import Slot, rows_for
from milestones.models import Milestone
from people.rules import Person
from workshops.enums import PointKind
from workshops.line_links import LineAction, LineLink, LineLinks

LABELS = ("Meilenstein {}", "Meilenstein gesetzt: {}", "Termin geändert: {}")
"""How a milestone hangs onto a line: made of it, set by its decision, moved by its decision."""
PATHS = ("point", "decision__point", "date_changes__decision__point")


def milestone_links(user: Person, points: Sequence[int]) -> LineLinks:
    """Return the milestones that hang onto these lines (provider of :mod:`workshops.line_links`); one query."""
    links: dict[int, list[LineLink]] = defaultdict(list)
    for line, way, reference, title in rows_for(user, _hanging, lists={"lines": list(points)}):
        url = reverse("milestones:detail", args=[reference])
        links[line].append(LineLink(url, LABELS[way].format(f"{reference} {title}")))
    if not user.has_perm("milestones.add_milestone"):
        return LineLinks(links)
    prefix = reverse("milestones:create_from_point", args=[0]).removesuffix("0/")
    return LineLinks(links, LineAction(prefix, "Meilenstein anlegen", PointKind.MILESTONE))


def _hanging(user: Any, given: Any) -> "QuerySet[Milestone, Any]":
    visible = Milestone.objects.visible_to(user).order_by()
    found = [
        visible.filter(**{f"{path}__any_of": Slot("lines")})
        .annotate(line=F(path), way=Value(way))
        .values_list("line", "way", "reference", "title")
        for way, path in enumerate(PATHS)
    ]
    return found[0].union(*found[1:]).order_by("way", "reference")
