"""The tree of the strategy, Teilkonzepte with sections and links, versions of the strategy and consultations."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from people.enums import BodyKind
from people.models import Body, User
from strategy.enums import FreezeReason, LinkKind, VersionStatus
from strategy.models import (
    ActionField,
    ActionFieldVision,
    Annex,
    AnnexFile,
    ConceptLink,
    Consultation,
    CouncilResolution,
    Indicator,
    IndicatorValue,
    Measure,
    MeasureField,
    Opinion,
    Release,
    StoredFile,
    StrategyVersion,
    SubConcept,
    SubConceptSection,
    Vision,
)
from strategy.services.consultations import consult_bodies
from strategy.services.opinions import hand_in
from strategy.services.resolutions import make_ready, pass_version
from tests.factories.people import BodyFactory


class VisionFactory(DjangoModelFactory[Vision]):
    """A Zielbild."""

    title = factory.Sequence(lambda count: f"Zielbild {count}")
    slug = factory.Sequence(lambda count: f"zielbild-{count}")
    position = factory.Sequence(lambda count: (count + 1) << 20)

    class Meta:
        model = Vision


class ActionFieldFactory(DjangoModelFactory[ActionField]):
    """A Handlungsfeld; ``visions=[…]`` says which Zielbilder it serves."""

    name = factory.Sequence(lambda count: f"Handlungsfeld {count}")
    slug = factory.Sequence(lambda count: f"handlungsfeld-{count}")
    position = factory.Sequence(lambda count: (count + 1) << 20)

    class Meta:
        model = ActionField
        skip_postgeneration_save = True

    @factory.post_generation
    def visions(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Tie it to its Zielbilder."""
        for vision in extracted or ():
            ActionFieldVision.objects.create(action_field=self, vision=vision)


class ActionFieldVisionFactory(DjangoModelFactory[ActionFieldVision]):
    """That a Handlungsfeld serves a Zielbild."""

    action_field = factory.SubFactory(ActionFieldFactory)
    vision = factory.SubFactory(VisionFactory)

    class Meta:
        model = ActionFieldVision


class SubConceptFactory(DjangoModelFactory[SubConcept]):
    """A Teilkonzept; ``text`` makes it a first section."""

    title = factory.Sequence(lambda count: f"Teilkonzept {count}")
    slug = factory.Sequence(lambda count: f"teilkonzept-{count}")
    body = factory.SubFactory(BodyFactory)

    class Meta:
        model = SubConcept
        skip_postgeneration_save = True

    @factory.post_generation
    def text(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Write its first section."""
        if extracted:
            SubConceptSectionFactory(sub_concept=self, heading="Ausgangslage", text=extracted)


class SubConceptSectionFactory(DjangoModelFactory[SubConceptSection]):
    """A section with text."""

    sub_concept = factory.SubFactory(SubConceptFactory)
    heading = factory.Sequence(lambda count: f"Abschnitt {count}")
    text = "Was wir vorhaben."
    position = factory.Sequence(lambda count: (count + 1) << 20)

    class Meta:
        model = SubConceptSection


class ConceptLinkFactory(DjangoModelFactory[ConceptLink]):
    """One Teilkonzept complements another."""

    source = factory.SubFactory(SubConceptFactory)
    target = factory.SubFactory(SubConceptFactory)
    kind = LinkKind.COMPLEMENTS
    reason = "Beide brauchen dieselben Masten."

    class Meta:
        model = ConceptLink


class MeasureFactory(DjangoModelFactory[Measure]):
    """A Maßnahme; ``action_fields=[…]`` says which Handlungsfelder it underpins."""

    title = factory.Sequence(lambda count: f"Maßnahme {count}")
    slug = factory.Sequence(lambda count: f"massnahme-{count}")
    position = factory.Sequence(lambda count: (count + 1) << 20)

    class Meta:
        model = Measure
        skip_postgeneration_save = True

    @factory.post_generation
    def action_fields(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Tie it to its Handlungsfelder."""
        for field in extracted or ():
            MeasureField.objects.create(measure=self, action_field=field)


class MeasureFieldFactory(DjangoModelFactory[MeasureField]):
    """That a Maßnahme underpins a Handlungsfeld."""

    measure = factory.SubFactory(MeasureFactory)
    action_field = factory.SubFactory(ActionFieldFactory)

    class Meta:
        model = MeasureField


class IndicatorFactory(DjangoModelFactory[Indicator]):
    """From nothing to 400 lamps."""

    measure = factory.SubFactory(MeasureFactory)
    name = factory.Sequence(lambda count: f"Indikator {count}")
    unit = "Stück"
    target = Decimal(400)
    target_on = date(2023, 12, 31)

    class Meta:
        model = Indicator


class IndicatorValueFactory(DjangoModelFactory[IndicatorValue]):
    """A hundred on one day."""

    indicator = factory.SubFactory(IndicatorFactory)
    value = Decimal(100)
    measured_on = factory.Sequence(lambda count: date.fromordinal(date(2021, 1, 1).toordinal() + count))

    class Meta:
        model = IndicatorValue


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


class StoredFileFactory(DjangoModelFactory[StoredFile]):
    """A PDF; there is no file behind it."""

    sha256 = factory.Sequence(lambda count: f"{count:064x}")
    name = "plan.pdf"
    content_type = "application/pdf"
    size = 8

    class Meta:
        model = StoredFile


class AnnexFileFactory(DjangoModelFactory[AnnexFile]):
    """A PDF in an annex."""

    annex = factory.SubFactory(AnnexFactory)
    stored = factory.SubFactory(StoredFileFactory)
    title = "Der Plan"
    description = "Der Plan der Stadt."

    class Meta:
        model = AnnexFile


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


def small_strategy() -> Measure:
    """A Zielbild, a Handlungsfeld that serves it, a Teilkonzept with a section, a Maßnahme with an indicator."""
    vision = VisionFactory(title="Vernetzte Stadt", text="Alle erreichen alles.")
    field = ActionFieldFactory(name="Mobilität", description="Wie wir uns bewegen.", visions=[vision])
    concept = SubConceptFactory(title="Straßenbeleuchtung", text="Die Laternen melden sich.")
    other = SubConceptFactory(title="Datennetz", text="Funk für alle.")
    ConceptLinkFactory(source=concept, target=other)
    measure = MeasureFactory(
        title="Leuchten umrüsten",
        text="**Vierhundert** Leuchten.",
        action_fields=[field],
        sub_concept=concept,
        cost=120_000,
        starts_on=date(2021, 3, 1),
    )
    today = date(2021, 3, 1)
    IndicatorValueFactory(indicator__measure=measure, indicator__name="umgerüstete Leuchten", measured_on=today)
    return measure


def consulted_version(*bodies: Body, by: User | None = None) -> StrategyVersion:
    """Return a version that these bodies were asked about through the service, with two weeks to answer."""
    strategy = StrategyVersionFactory()
    due_on = timezone.localdate() + timedelta(days=14)
    consult_bodies(strategy, bodies or [BodyFactory()], due_on=due_on, by=by)
    strategy.refresh_from_db()
    return strategy


def ready_version(by: User | None = None) -> StrategyVersion:
    """Return a version that one body had no remarks on, ready for the council."""
    strategy = consulted_version(by=by)
    hand_in(strategy.consultations.get(), by=None)
    return make_ready(strategy, by=by)


def passed_version(by: User | None = None, **resolution: Any) -> StrategyVersion:
    """Return a version that the council has passed."""
    strategy = ready_version(by=by)
    given = {
        "body": BodyFactory(kind=BodyKind.COUNCIL),
        "resolved_on": timezone.localdate(),
        "paper_number": "123/2021",
        "votes_yes": 30,
        "votes_no": 5,
        "votes_abstained": 4,
        "decision": None,
    }
    return pass_version(strategy, given | resolution, by=by).strategy
