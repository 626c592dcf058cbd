"""Reads about Maßnahmen."""

from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import OuterRef, QuerySet, Subquery, Value

from strategy.models import Measure, MeasureField


def with_fields(measures: QuerySet[Measure]) -> QuerySet[Any]:
    """Add the names of the Handlungsfelder of each Maßnahme: ``field_names``, one text, ``None`` without one."""
    names = StringAgg("action_field__name", Value(", "), order_by="action_field__position")
    of_measure = MeasureField.objects.filter(measure=OuterRef("pk")).order_by().values("measure")
    return measures.annotate(field_names=Subquery(of_measure.annotate(names=names).values("names")))
