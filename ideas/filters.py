"""The filters above the lists of ideas. Their names are the parameters of the address."""

from collections.abc import Iterator
from typing import Any, NamedTuple, Self

import django_filters
from django.core.cache import caches
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.choices import BaseChoiceIterator

from common.widgets import SearchInput, Select
from ideas.enums import Channel, IdeaStatus
from ideas.models import Call, Idea
from ideas.models.ideas import IdeaQuerySet
from ideas.search import matching
from people.enums import Role
from people.models import Body, Organisation, User
from strategy.models import ActionField

NOBODY = "niemand"
KINDS = ("aufruf", "handlungsfeld", "organisation", "gruppe", "pate", "bearbeitung")
CACHE_KEY = "named_by_ideas"
HANDED_IN_STATUSES = [choice for choice in IdeaStatus.choices if choice[0] != IdeaStatus.DRAFT]


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
    assigned = Exists(Idea.objects.filter(editor=OuterRef("pk")))
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


def _choice(label: str, empty_label: str, **kwargs: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, empty_label=empty_label, widget=Select, **kwargs)


class _SharedChoices(BaseChoiceIterator):
    """Choices that a form takes as they are: Django copies a list of hundreds twice for each form that it makes."""

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        self.choices = choices

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.choices)

    def __len__(self) -> int:
        return len(self.choices)

    def __deepcopy__(self, memo: Any) -> Self:
        return self


class OwnIdeaFilter(django_filters.FilterSet):
    """Ideas by channel, status and words, for those who handed them in."""

    q = django_filters.CharFilter(method="with_words", label="Suchwort", widget=SearchInput)
    kanal = _choice("Kanal", "Alle Kanäle", field_name="channel", choices=Channel)
    status = _choice("Status", "Alle Status", field_name="status", choices=IdeaStatus)

    class Meta:
        model = Idea
        fields: tuple[str, ...] = ()

    def with_words(self, ideas: IdeaQuerySet, name: str, text: str) -> IdeaQuerySet:
        """Keep the ideas that hold all words."""
        return matching(ideas, text)


class IdeaFilter(OwnIdeaFilter):
    """The register's filter; ``named`` holds what its choices and the rows of the list name."""

    status = _choice("Status", "Alle Status", field_name="status", choices=HANDED_IN_STATUSES)
    aufruf = _choice("Aufruf", "Alle Aufrufe", method="assigned_to")
    handlungsfeld = _choice("Handlungsfeld", "Alle Handlungsfelder", method="assigned_to")
    gruppe = _choice("Gruppe", "Alle Gruppen", method="assigned_to")
    bearbeitung = _choice("Bearbeitung", "Alle", method="assigned_to")
    pate = _choice("Ideenpate", "Alle", method="assigned_to")
    organisation = _choice("Organisation", "Alle Organisationen", method="assigned_to")

    COLUMNS = {
        "aufruf": "call",
        "handlungsfeld": "action_field",
        "gruppe": "body",
        "bearbeitung": "editor",
        "pate": "sponsor",
        "organisation": "organisation",
    }
    MAY_BE_OPEN = ("handlungsfeld", "gruppe", "bearbeitung", "pate")
    """What an idea may still lack, which can be asked for, too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = named_by_ideas()
        if not self._knows_what_was_chosen():
            self.named = named_by_ideas(fresh=True)
        for kind in self.COLUMNS:
            choices = [(entry.key, entry.label) for entry in self.named[kind]]
            nobody = [(NOBODY, "– keine Angabe –")] if kind in self.MAY_BE_OPEN else []
            self.filters[kind].extra["choices"] = _SharedChoices(choices + nobody)

    def _knows_what_was_chosen(self) -> bool:
        """Return whether everything that the address names is remembered: what is new would filter nothing."""
        chosen = {kind: self.data[kind] for kind in KINDS if self.data.get(kind, NOBODY) not in ("", NOBODY)}
        return all(any(entry.key == key for entry in self.named[kind]) for kind, key in chosen.items())

    def assigned_to(self, ideas: IdeaQuerySet, name: str, key: str) -> IdeaQuerySet:
        """Keep the ideas that belong to this call or organisation, or are assigned to this one, or to none."""
        pk = None if key == NOBODY else next(entry.pk for entry in self.named[name] if entry.key == key)
        return ideas.filter(**{self.COLUMNS[name]: pk})
