"""Which ideas and pilots stand behind a Maßnahme, and the other way round, as far as a person may see them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from ideas.enums import IdeaStatus
from ideas.models import Answer, Idea
from people.rules import Person, is_editor
from pilots.models import MeasureSource, Pilot
from strategy.models import Measure

WITHDRAWN = (IdeaStatus.DRAFT, IdeaStatus.WITHDRAWN)
"""An idea that is not handed in, or was taken back, stands behind nothing."""
SUGGESTED = 8


def sources_of(measure: Measure, user: Person) -> QuerySet[MeasureSource]:
    """Return what stands behind a Maßnahme; of ideas, others than editors see those that have their answer."""
    visible = Q(idea__in=_ideas_behind(user).values("pk")) | Q(pilot__in=Pilot.objects.visible_to(user).values("pk"))
    return measure.sources.filter(visible).select_related("idea", "pilot").defer("pilot__search")


def with_sources(measures: QuerySet[Measure], user: Person) -> QuerySet[Any]:
    """Add what stands behind each Maßnahme: ``idea_names`` and ``pilot_names``, lists of "I-2021-0042 Titel".

    As far as ``user`` may see it, as :func:`sources_of`.
    """
    return measures.annotate(idea_names=_names(_ideas_behind(user)), pilot_names=_names(Pilot.objects.visible_to(user)))


def _names(objects: QuerySet[Any]) -> ArraySubquery:
    of_measure = objects.filter(measure_sources__measure=OuterRef("pk")).order_by("reference")
    return ArraySubquery(of_measure.values(name=Concat("reference", Value(" "), "title")))


def _ideas_behind(user: Person) -> QuerySet[Idea]:
    ideas = Idea.objects.visible_to(user, drafts=False)
    return ideas if is_editor(user) else ideas.filter(_is_answered())


def measures_of(idea: Idea, user: Person) -> QuerySet[Measure]:
    """Return the Maßnahmen behind which an idea stands; others than editors see them once it has its answer."""
    measures = Measure.objects.visible_to(user).filter(sources__idea=idea)
    if not is_editor(user):
        measures = measures.filter(Exists(Answer.objects.filter(idea=idea.pk, published_at__isnull=False)))
    return measures.defer("text")


def usable_ideas(user: Person) -> QuerySet[Idea]:
    """Return the ideas that may stand behind a Maßnahme."""
    return Idea.objects.visible_to(user, drafts=False).exclude(status__in=WITHDRAWN)


def suggested_ideas(measure: Measure, user: Person) -> QuerySet[Idea]:
    """Return ideas that lie near: taken up into the Teilkonzept of the Maßnahme, and not behind it yet."""
    taken_up = usable_ideas(user).filter(uptakes__sub_concept=measure.sub_concept_id).exclude(uptakes__extent="not")
    return taken_up.exclude(measure_sources__measure=measure).order_by("reference")[:SUGGESTED]


def suggested_pilots(measure: Measure, user: Person) -> QuerySet[Pilot]:
    """Return pilots that lie near: of a Handlungsfeld of the Maßnahme, and not behind it yet."""
    near = Pilot.objects.visible_to(user).filter(action_field__in=measure.action_fields.values("pk"))
    return near.exclude(measure_sources__measure=measure).order_by("reference")[:SUGGESTED]


def _is_answered() -> Exists:
    return Exists(Answer.objects.filter(idea=OuterRef("pk"), published_at__isnull=False))
