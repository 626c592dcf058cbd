"""The filter above the list of Maßnahmen. Its names are the parameters of the address."""

from typing import Any

import django_filters
from django.db.models import Q, TextField, Value
from django.db.models.functions import Concat

from common.search import FoldGerman, words_of
from common.widgets import SearchInput, Select
from people.models import Organisation
from strategy.enums import Origin, Priority
from strategy.models import ActionField, Measure, SubConcept, Vision

NONE = "ohne"
"""The choice of those without one."""


class MeasureFilter(django_filters.FilterSet):
    """Maßnahmen by words, Zielbild, Handlungsfeld, Teilkonzept, organisation, priority and origin."""

    q = django_filters.CharFilter(method="with_words", label="Suchwort", widget=SearchInput)
    zielbild = django_filters.ChoiceFilter(
        method="of_vision", label="Zielbild", empty_label="Alle Zielbilder", widget=Select
    )
    handlungsfeld = django_filters.ChoiceFilter(
        method="of_field", label="Handlungsfeld", empty_label="Alle Handlungsfelder", widget=Select
    )
    teilkonzept = django_filters.ChoiceFilter(
        method="of_concept", label="Teilkonzept", empty_label="Alle Teilkonzepte", widget=Select
    )
    organisation = django_filters.ChoiceFilter(
        field_name="organisation", label="Verantwortlich", empty_label="Alle Organisationen", widget=Select
    )
    prioritaet = django_filters.ChoiceFilter(
        field_name="priority",
        label="Priorität",
        empty_label="Alle Prioritäten",
        choices=Priority.choices,
        widget=Select,
    )
    herkunft = django_filters.ChoiceFilter(
        field_name="origin", label="Herkunft", empty_label="Jede Herkunft", choices=Origin.choices, widget=Select
    )

    class Meta:
        model = Measure
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visions = Vision.objects.values_list("slug", "title")
        fields = ActionField.objects.values_list("slug", "name")
        concepts = SubConcept.objects.values_list("slug", "title")
        leading = Organisation.objects.filter(measures__isnull=False).distinct().order_by("name")
        self.filters["zielbild"].extra["choices"] = [*visions, (NONE, "– ohne Zielbild –")]
        self.filters["handlungsfeld"].extra["choices"] = [*fields, (NONE, "– ohne Handlungsfeld –")]
        self.filters["teilkonzept"].extra["choices"] = [*concepts, (NONE, "– ohne Teilkonzept –")]
        self.filters["organisation"].extra["choices"] = [
            (str(pk), name) for pk, name in leading.values_list("pk", "name")
        ]

    def with_words(self, measures: Any, name: str, text: str) -> Any:
        """Keep the Maßnahmen that hold all words in title or text, in whatever spelling of umlauts."""
        measures = measures.alias(words=FoldGerman(Concat("title", Value(" "), "text", output_field=TextField())))
        for word in words_of(text):
            measures = measures.filter(words__contains=FoldGerman(Value(word)))
        return measures

    def of_vision(self, measures: Any, name: str, slug: str) -> Any:
        """Keep those that serve a Zielbild through one of their Handlungsfelder, or none at all."""
        if slug == NONE:
            return measures.exclude(action_fields__in=ActionField.objects.filter(visions__isnull=False))
        fields = ActionField.objects.filter(visions__slug=slug)
        return measures.filter(Q(pk__in=Measure.objects.filter(action_fields__in=fields).values("pk")))

    def of_field(self, measures: Any, name: str, slug: str) -> Any:
        """Keep those that underpin a Handlungsfeld, or none."""
        return measures.filter(action_fields=None) if slug == NONE else measures.filter(action_fields__slug=slug)

    def of_concept(self, measures: Any, name: str, slug: str) -> Any:
        """Keep those of a Teilkonzept, or of none."""
        return measures.filter(sub_concept=None) if slug == NONE else measures.filter(sub_concept__slug=slug)
