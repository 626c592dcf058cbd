"""Handlungsfelder and Teilkonzepte."""

import factory
from factory.django import DjangoModelFactory

from strategy.models import ActionField, SubConcept
from tests.factories.people import BodyFactory


class ActionFieldFactory(DjangoModelFactory[ActionField]):
    """A Handlungsfeld."""

    name = factory.Sequence(lambda count: f"Handlungsfeld {count}")
    slug = factory.Sequence(lambda count: f"handlungsfeld-{count}")

    class Meta:
        model = ActionField


class SubConceptFactory(DjangoModelFactory[SubConcept]):
    """A Teilkonzept without text."""

    title = factory.Sequence(lambda count: f"Teilkonzept {count}")
    slug = factory.Sequence(lambda count: f"teilkonzept-{count}")
    body = factory.SubFactory(BodyFactory)

    class Meta:
        model = SubConcept
