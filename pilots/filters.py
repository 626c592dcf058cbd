"""The filter above the register of pilots. Its names are the parameters of the address."""

from typing import Any

import django_filters
from django.db.models import Value

from common.search import FoldGerman, words_of
from common.widgets import CheckboxInput, SearchInput, Select
from people.models import Organisation
from pilots.enums import PilotStatus
from pilots.models import Pilot
from pilots.models.pilots import PilotQuerySet
from strategy.models import ActionField


class PilotFilter(django_filters.FilterSet):
    """Pilots by words, status, Handlungsfeld and leading organisation, and the quick wins among them."""

    q = django_filters.CharFilter(method="with_words", label="Suchwort", widget=SearchInput)
    status = django_filters.ChoiceFilter(
        label="Status", empty_label="Alle Status", choices=PilotStatus.choices, widget=Select
    )
    handlungsfeld = django_filters.ChoiceFilter(
        field_name="action_field__slug", label="Handlungsfeld", empty_label="Alle Handlungsfelder", widget=Select
    )
    federfuehrung = django_filters.ChoiceFilter(
        field_name="lead", label="Federführung", empty_label="Alle Organisationen", widget=Select
    )
    quickwin = django_filters.BooleanFilter(method="quick_wins", label="nur Quick Wins", widget=CheckboxInput)

    class Meta:
        model = Pilot
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = ActionField.objects.order_by("position", "name").values_list("slug", "name")
        self.filters["handlungsfeld"].extra["choices"] = list(fields)
        leading = Organisation.objects.filter(led_pilots__in=self.queryset).distinct().order_by("name")
        self.filters["federfuehrung"].extra["choices"] = [
            (str(pk), name) for pk, name in leading.values_list("pk", "name")
        ]

    def with_words(self, pilots: PilotQuerySet, name: str, text: str) -> PilotQuerySet:
        """Keep the pilots that hold all words, in whatever spelling of umlauts."""
        for word in words_of(text):
            pilots = pilots.filter(search__contains=FoldGerman(Value(word)))
        return pilots

    def quick_wins(self, pilots: PilotQuerySet, name: str, wanted: bool | None) -> PilotQuerySet:
        """Keep the quick wins."""
        return pilots.filter(is_quick_win=True) if wanted else pilots
