"""The filter of milestones, for the list, the print page and the calendar. Its names are parameters of the address."""

from typing import Any

import django_filters
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Concat

from common.search import FoldGerman, words_of
from common.widgets import SearchInput, Select
from milestones.enums import MilestoneStatus
from milestones.models import Milestone
from milestones.selectors import listed, with_standing
from people.models import Body, Organisation

_WORDS = FoldGerman(Concat("reference", Value(" "), "title", Value(" "), "description", output_field=TextField()))
OPEN = "offen"
"""The choice of all that are not reached."""


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = Organisation.objects.filter(pk__in=self.queryset.order_by().values("organisation"))
        bodies = Body.objects.filter(pk__in=self.queryset.order_by().values("body"))
        self.filters["organisation"].extra["choices"] = [
            (str(pk), name) for pk, name in organisations.order_by("name").values_list("pk", "name")
        ]
        self.filters["gremium"].extra["choices"] = list(bodies.order_by("name").values_list("slug", "name"))

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
