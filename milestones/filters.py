"""The filter of milestones, for the list, the print page and the calendar. Its names are parameters of the address."""

from typing import Any

import django_filters
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Concat

from common.prepared import rows_for
from common.search import FoldGerman, words_of
from common.widgets import SearchInput, Select
from milestones.enums import MilestoneStatus
from milestones.models import Milestone
from milestones.selectors import listed, milestones_for, with_standing
from people.models import Body, Organisation
from people.rules import Person

_WORDS = FoldGerman(Concat("reference", Value(" "), "title", Value(" "), "description", output_field=TextField()))
OPEN = "offen"
"""The choice of all that are not reached."""


def _organisations(reader: Any, given: Any) -> "QuerySet[Any, Any]":
    """Return the organisations that are responsible for a milestone."""
    responsible = Milestone.objects.visible_to(reader).values("organisation")
    return Organisation.objects.filter(pk__in=responsible).order_by("name").values_list("pk", "name")


def _bodies(reader: Any, given: Any) -> "QuerySet[Any, Any]":
    """Return the bodies of milestones."""
    of_milestones = Milestone.objects.visible_to(reader).values("body")
    return Body.objects.filter(pk__in=of_milestones).order_by("name").values_list("slug", "name")


class MilestoneFilter(django_filters.FilterSet):
    """Milestones by words, status, responsible organisation and body."""

    q = django_filters.CharFilter(method="with_words", label="Suchwort", widget=SearchInput)
    status = django_filters.ChoiceFilter(
        method="with_status",
        label="Status",
        empty_label="Alle Status",
        choices=[(OPEN, "nicht erreicht"), *MilestoneStatus.choices],
        widget=Select,
    )
    organisation = django_filters.ChoiceFilter(
        field_name="organisation", label="Verantwortlich", empty_label="Alle Organisationen", widget=Select
    )
    gremium = django_filters.ChoiceFilter(
        field_name="body__slug", label="Gremium", empty_label="Alle Gremien", widget=Select
    )

    class Meta:
        model = Milestone
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, reader: Person) -> None:
        """Filter the milestones that ``reader`` may read by ``data``, the parameters of an address."""
        super().__init__(data or None, milestones_for(reader))
        organisations = rows_for(reader, _organisations)
        self.filters["organisation"].extra["choices"] = [(str(pk), name) for pk, name in organisations]
        self.filters["gremium"].extra["choices"] = rows_for(reader, _bodies)

    def with_words(self, milestones: "QuerySet[Milestone]", name: str, text: str) -> "QuerySet[Milestone]":
        """Keep the milestones that hold all words in number, title or description, in whatever spelling of umlauts."""
        for word in words_of(text):
            folded = FoldGerman(Value(word))
            milestones = milestones.alias(words=_WORDS).filter(words__contains=folded)
        return milestones

    def with_status(self, milestones: "QuerySet[Milestone]", name: str, status: str) -> "QuerySet[Milestone]":
        """Keep the milestones with this status. It is computed, so where it hangs on criteria all are looked at."""
        if status == MilestoneStatus.REACHED:
            return milestones.exclude(reached_on=None)
        waiting = milestones.filter(reached_on=None)
        if status == OPEN:
            return waiting
        return waiting.filter(
            pk__in=[row.milestone.pk for row in with_standing(listed(waiting)) if row.standing.status == status]
        )
