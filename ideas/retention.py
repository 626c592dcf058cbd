"""How long personal data of ideas are kept: as many months as the call says, from its end or the idea's arrival on."""

from datetime import datetime

from django.db.models import DateTimeField, DurationField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

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
    begins = Coalesce(F("call__closes_at"), F("submitted_at"))
    until = ExpressionWrapper(begins + Months(F("call__retention_months")), DateTimeField())
    ideas = ideas_with_persons().annotate(kept_until=until).filter(kept_until__lt=moment)
    return ideas.select_related("call", "submitter").order_by("reference")
