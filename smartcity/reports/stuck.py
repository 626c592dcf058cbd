"""What is stuck: where the process waits for longer than it should."""

from datetime import datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from common.templatetags.dates import day
from ideas.enums import IdeaStatus
from ideas.models import Idea, Inquiry
from milestones.models import Milestone
from people.models import User
from pilots.models import Tender, TenderStep
from pilots.models.tenders import IN_ORDER
from smartcity.reports.gaps import idea_line, ideas_without_answer
from smartcity.reports.report import Line, Report

PATIENCE = timedelta(days=30)
"""How long an idea may wait for its answer before it counts as stuck."""


def waiting_ideas(user: User) -> "QuerySet[Idea]":
    """Return the ideas without an outcome that were handed in more than 30 days ago, the oldest first."""
    first_day = timezone.make_aware(datetime.combine(timezone.localdate() - PATIENCE, time()))
    return ideas_without_answer(user).filter(submitted_at__lt=first_day)


def late_inquiries(user: User) -> "QuerySet[Idea]":
    """Return the ideas whose Rückfrage should have been answered before today, the oldest first."""
    late = Inquiry.objects.filter(
        idea=OuterRef("pk"), answered_at=None, closed_at=None, due_on__lt=timezone.localdate()
    )
    return ideas_without_answer(user).filter(Exists(late), status=IdeaStatus.INQUIRY)


def late_tenders(user: User) -> "QuerySet[Tender]":
    """Return the tenders that go on, with a step that should have been done before today."""
    late = TenderStep.objects.filter(tender=OuterRef("pk"), done_on=None, planned_on__lt=timezone.localdate())
    tenders = Tender.objects.visible_to(user).filter(Exists(late), status__in=IN_ORDER[:-1])
    return tenders.select_related("pilot").order_by("position", "pk")


def late_milestones(user: User) -> "QuerySet[Milestone]":
    """Return the milestones that are expected later than planned, the first ones first."""
    late = Milestone.objects.visible_to(user).filter(reached_on=None, forecast_on__gt=F("planned_on"))
    return late.order_by("forecast_on", "pk")


def _milestone(milestone: Milestone) -> Line:
    details = [
        milestone.reference,
        f"geplant für den {day(milestone.planned_on)}",
        f"voraussichtlich am {day(milestone.forecast_on)}",
    ]
    page = reverse("milestones:date", args=[milestone.reference, "plan"])
    return Line(milestone.get_absolute_url(), milestone.title, details, (page, "Plan ändern"))


def _tender(tender: Tender) -> Line:
    return Line(tender.get_absolute_url(), tender.subject, [str(tender.pilot), tender.get_status_display()])


STUCK = (
    Report(
        "ideen-seit-30-tagen",
        "Ideen, die länger als 30 Tage warten",
        "Diese Ideen sind vor mehr als 30 Tagen eingereicht und haben noch kein Ergebnis; die ältesten stehen oben.",
        "Keine Idee wartet länger als 30 Tage.",
        "Idee",
        "Ideen",
        waiting_ideas,
        idea_line,
    ),
    Report(
        "rueckfragen-ueberfaellig",
        "Überfällige Rückfragen",
        "Auf diese Rückfragen hätte schon geantwortet sein sollen. Fragen Sie nach, oder schließen Sie die Rückfrage.",
        "Keine Rückfrage ist überfällig.",
        "Idee",
        "Ideen",
        late_inquiries,
        idea_line,
    ),
    Report(
        "ausschreibungen-im-verzug",
        "Ausschreibungen im Verzug",
        "In diesen Ausschreibungen hätte ein Schritt schon erledigt sein sollen.",
        "Keine Ausschreibung ist im Verzug.",
        "Ausschreibung",
        "Ausschreibungen",
        late_tenders,
        _tender,
    ),
    Report(
        "meilensteine-verzoegert",
        "Verzögerte Meilensteine",
        "Diese Meilensteine werden später erwartet als geplant. Holen Sie die Zeit auf, oder ändern Sie den Plan.",
        "Kein Meilenstein wird später erwartet als geplant.",
        "Meilenstein",
        "Meilensteine",
        late_milestones,
        _milestone,
    ),
)
