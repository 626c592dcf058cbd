"""The filters above the lists of ideas. Their names are the parameters of the address."""

from collections.abc import Iterator
from typing import Any, Self

import django_filters
from django.utils.choices import BaseChoiceIterator

from common.widgets import SearchInput, Select
from ideas.enums import Channel, IdeaStatus
from ideas.models import Idea
from ideas.models.ideas import IdeaQuerySet
from ideas.names import KINDS, named_by_ideas
from ideas.search import matching

NOBODY = "niemand"
HANDED_IN_STATUSES = [choice for choice in IdeaStatus.choices if choice[0] != IdeaStatus.DRAFT]


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

    MAY_BE_OPEN = ("handlungsfeld", "gruppe", "bearbeitung", "pate")
    """What an idea may still lack, which can be asked for, too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = named_by_ideas()
        if not self._knows_what_was_chosen():
            self.named = named_by_ideas(fresh=True)
        for kind in KINDS:
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
        return ideas.filter(**{KINDS[name]: pk})
