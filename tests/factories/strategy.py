"""Handlungsfelder, Teilkonzepte, versions of the strategy and consultations."""

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from people.enums import BodyKind
from strategy.enums import FreezeReason, VersionStatus
from strategy.models import (
    ActionField,
    Annex,
    Consultation,
    CouncilResolution,
    Opinion,
    Release,
    StrategyVersion,
    SubConcept,
)
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


class StrategyVersionFactory(DjangoModelFactory[StrategyVersion]):
    """A version that continues the one made before it, if any; a draft unless ``status`` says otherwise."""

    introduction = "Gera wird smart."

    class Meta:
        model = StrategyVersion

    @factory.lazy_attribute
    def number(self) -> int:
        last = StrategyVersion.objects.order_by("-number").first()
        return last.number + 1 if last else 1

    @factory.lazy_attribute
    def continues(self) -> StrategyVersion | None:
        return StrategyVersion.objects.order_by("-number").first()


class AnnexFactory(DjangoModelFactory[Annex]):
    """An annex of a draft."""

    strategy = factory.SubFactory(StrategyVersionFactory)
    title = factory.Sequence(lambda count: f"Anlage {count}")
    slug = factory.Sequence(lambda count: f"anlage-{count}")
    text = "Wer mitgewirkt hat."

    class Meta:
        model = Annex


class ReleaseFactory(DjangoModelFactory[Release]):
    """A frozen state without content."""

    strategy = factory.SubFactory(StrategyVersionFactory, status=VersionStatus.IN_CONSULTATION)
    kind = FreezeReason.CONSULTATION
    content = factory.LazyFunction(dict[str, Any])
    sha256 = "0" * 64

    class Meta:
        model = Release


class ConsultationFactory(DjangoModelFactory[Consultation]):
    """A body that is asked for two weeks."""

    release = factory.SubFactory(ReleaseFactory)
    strategy = factory.SelfAttribute("release.strategy")
    body = factory.SubFactory(BodyFactory)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))

    class Meta:
        model = Consultation


class OpinionFactory(DjangoModelFactory[Opinion]):
    """An opinion on the whole document that is not answered yet."""

    consultation = factory.SubFactory(ConsultationFactory)
    part_title = "Gesamte Strategie"
    text = "Bitte kürzer."

    class Meta:
        model = Opinion


class CouncilResolutionFactory(DjangoModelFactory[CouncilResolution]):
    """The council's resolution on a version."""

    strategy = factory.SubFactory(StrategyVersionFactory, status=VersionStatus.PASSED)
    body = factory.SubFactory(BodyFactory, kind=BodyKind.COUNCIL)
    resolved_on = date(2021, 12, 9)
    paper_number = "123/2021"
    votes_yes = 30
    votes_no = 5
    votes_abstained = 4

    class Meta:
        model = CouncilResolution
