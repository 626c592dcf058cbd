"""How long personal data of ideas are kept: as many months as the call says.

They count from the end of the call, or from the last step of the idea (its arrival, a move of its status) where that
was later: whoever waits for an answer can still be told. The invented persons of the example data stay with them.
"""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Greatest

from common.models import StatusChange
from ideas.models import CoAuthor, Contact, Idea
from people.enums import Role


class Months(Func):
    """A number of calendar months as an interval."""

    function = "MAKE_INTERVAL"
    template = "%(function)s(months => %(expressions)s)"
    output_field = DurationField()


def ideas_with_persons() -> QuerySet[Idea]:
    """Return the ideas that were handed in and still lead to a person who does not act for the city."""
    of_idea = {"idea": OuterRef("pk")}
    account = Q(submitter__isnull=False) & ~Q(submitter__role__in=[Role.TEAM, Role.ADMIN])
    named = Exists(Contact.objects.filter(**of_idea)) | Exists(CoAuthor.objects.filter(**of_idea))
    return Idea.objects.handed_in().filter(account | named)


def expired_ideas(moment: datetime) -> QuerySet[Idea]:
    """Return the ideas whose personal data were to be kept until before ``moment`` (aware), by their numbers.

    Each knows until when that was (``kept_until``).
    """
    moves = StatusChange.objects.filter(
        content_type=ContentType.objects.get_for_model(Idea), object_id=OuterRef("pk")
    ).order_by("-at")
    begins = Greatest(F("call__closes_at"), F("submitted_at"), Subquery(moves.values("at")[:1]))
    until = ExpressionWrapper(begins + Months(F("call__retention_months")), DateTimeField())
    ideas = ideas_with_persons().filter(is_example=False).annotate(kept_until=until).filter(kept_until__lt=moment)
    return ideas.select_related("call", "submitter").order_by("reference")
