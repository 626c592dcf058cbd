"""Reads about Maßnahmen."""

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from strategy.models import ActionFieldVision, Indicator, IndicatorValue, Measure, MeasureField, Vision

INDICATOR = ("name", "unit", "baseline", "target", "target_on", "value", "on")
"""What :func:`with_indicators` tells of each indicator; ``value`` and ``on`` are its last value and the day of it."""


def with_fields(measures: QuerySet[Measure]) -> QuerySet[Any]:
    """Add the names of the Handlungsfelder of each Maßnahme: ``field_names``, one text, ``None`` without one."""
    names = StringAgg("action_field__name", ", ", order_by="action_field__position")
    of_measure = MeasureField.objects.filter(measure=OuterRef("pk")).order_by().values("measure")
    return measures.annotate(field_names=Subquery(of_measure.annotate(names=names).values("names")))


def with_visions(measures: QuerySet[Measure]) -> QuerySet[Any]:
    """Add the titles of the Zielbilder that each Maßnahme serves: ``vision_names``, one text, ``None`` without one."""
    titles = StringAgg("title", ", ", order_by="position")
    of_measure = ActionFieldVision.objects.filter(action_field__measure_links__measure=OuterRef(OuterRef("pk")))
    served = Vision.objects.filter(pk__in=of_measure.values("vision")).order_by().annotate(all=Value(1)).values("all")
    return measures.annotate(vision_names=Subquery(served.annotate(titles=titles).values("titles")))


def with_indicators(measures: QuerySet[Measure]) -> QuerySet[Any]:
    """Add the indicators of each Maßnahme: ``indicator_rows``, mappings of ``INDICATOR`` to what JSON has."""
    last = IndicatorValue.objects.filter(indicator=OuterRef("pk")).order_by("-measured_on", "-pk")
    indicators = Indicator.objects.filter(measure=OuterRef("pk")).annotate(
        value=Subquery(last.values("value")[:1]), on=Subquery(last.values("measured_on")[:1])
    )
    rows = indicators.order_by("pk").values(row=JSONObject(**{name: name for name in INDICATOR}))
    return measures.annotate(indicator_rows=ArraySubquery(rows))
