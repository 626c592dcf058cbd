"""What ideas belong to or are assigned to, by its name: calls, Handlungsfelder, organisations, groups and people.

Lists and filters name the same few over and over, so each process remembers them for a minute instead of joining them
to every idea.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.cache import caches
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from ideas.models import Call, Idea
from people.enums import Role
from people.models import Body, Organisation, User
from strategy.models import ActionField

KINDS = {
    "aufruf": "call",
    "handlungsfeld": "action_field",
    "organisation": "organisation",
    "gruppe": "body",
    "pate": "sponsor",
    "bearbeitung": "editor",
}
"""The field of an idea that names something of this kind; the kinds are the names of the filters."""

CACHE_KEY = "named_by_ideas"


class Named(NamedTuple):
    """Something that ideas are assigned to or come from: ``kind`` is the filter's name, ``key`` its value there."""

    kind: str
    pk: int
    label: str
    key: str


def named_by_ideas(*, fresh: bool = False) -> dict[str, list[Named]]:
    """Return calls, Handlungsfelder, organisations, groups, sponsors and editors by the filter's name.

    Each process remembers them for a minute; ``fresh`` asks the database, with one query. Editors and sponsors are also
    accounts that no longer may be chosen, as long as an idea names them.
    """
    remembered = caches["process"]
    found: dict[str, list[Named]] | None = None if fresh else remembered.get(CACHE_KEY)
    if found is None:
        found = _named_by_ideas()
        remembered.set(CACHE_KEY, found)
    return found


def _named_by_ideas() -> dict[str, list[Named]]:
    sponsored = Exists(Idea.objects.filter(sponsor=OuterRef("pk")))
    # Not "exists": beside an "or", all ideas would be read once more for each account.
    assigned = Q(pk__in=Idea.objects.filter(editor__isnull=False).order_by().values("editor"))
    in_team = Q(role__in=(Role.TEAM, Role.ADMIN), is_active=True)
    parts: list[QuerySet[Any, Any]] = [
        _part(Call.objects.all(), "aufruf", "title", "slug", rank=0 - F("pk")),
        _part(ActionField.objects.all(), "handlungsfeld", "name", "slug", rank=F("position")),
        _part(Organisation.objects.all(), "organisation", "name", "pk"),
        _part(Body.objects.all(), "gruppe", "name", "slug"),
        _part(User.objects.filter(sponsored), "pate", "name", "pk"),
        _part(User.objects.filter(in_team | assigned), "bearbeitung", "name", "pk"),
    ]
    found: dict[str, list[Named]] = {kind: [] for kind in KINDS}
    for kind, _, label, pk, key in sorted(parts[0].union(*parts[1:], all=True), key=lambda row: row[:3]):
        found[kind].append(Named(kind, pk, label, key))
    return found


def _part(rows: QuerySet[Any], kind: str, label: str, key: str, rank: Any = None) -> "QuerySet[Any, Any]":
    """Return the rows of one kind with the columns that all have in common; ``rank`` orders them before their names."""
    columns = rows.order_by().annotate(
        named_kind=Value(kind),
        named_rank=Cast(Value(0) if rank is None else rank, IntegerField()),
        named_label=F(label),
        named_key=Cast(F(key), Call._meta.get_field("title")),
    )
    return columns.values_list("named_kind", "named_rank", "named_label", "pk", "named_key")


def names_of(used: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Return the names of these and of all others by (kind, id).

    One that is too new to be remembered makes all names be read again.
    """
    labels = _labels(named_by_ideas())
    return labels if labels.keys() >= set(used) else _labels(named_by_ideas(fresh=True))


def names_in(idea: Idea) -> dict[str, str]:
    """Return the names of what ``idea`` belongs and is assigned to, by its field; empty where there is none."""
    named = {field: (kind, getattr(idea, f"{field}_id")) for kind, field in KINDS.items()}
    labels = names_of((kind, pk) for kind, pk in named.values() if pk)
    return {field: labels.get(one, "") for field, one in named.items()}


def _labels(named: dict[str, list[Named]]) -> dict[tuple[str, int], str]:
    return {(entry.kind, entry.pk): entry.label for entries in named.values() for entry in entries}
