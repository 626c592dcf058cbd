"""The funnel: how many of the ideas that were handed in came how far on the way to a Maßnahme."""

from django.db.models import QuerySet

from ideas.enums import Extent, IdeaStatus
from ideas.models import Idea, Uptake
from milestones.enums import FigureKey
from milestones.figures import FIGURES
from people.models import User
from pilots.models import MeasureSource, Source
from smartcity.reports.gaps import idea_line
from smartcity.reports.report import Report

GOING_ON = (IdeaStatus.ACCEPTED, IdeaStatus.PILOT)
NOTHING = "Bis hierher ist noch keine Idee gekommen."


def handed_in(user: User) -> "QuerySet[Idea]":
    """Return the ideas that were handed in; merged ones go on as another, and are counted as that."""
    return FIGURES[FigureKey.IDEAS_ANSWERED].rows().order_by("-submitted_at", "-pk")


def answered(user: User) -> "QuerySet[Idea]":
    """Return those that have an outcome."""
    return handed_in(user).filter(FIGURES[FigureKey.IDEAS_ANSWERED].done)


def going_on(user: User) -> "QuerySet[Idea]":
    """Return those of them that are taken over, or candidates for a pilot."""
    return answered(user).filter(status__in=GOING_ON)


def worked_in(user: User) -> "QuerySet[Idea]":
    """Return those of them that went into a Teilkonzept or a pilot."""
    taken_up = Uptake.objects.exclude(extent=Extent.NOT).values("idea")
    return going_on(user).filter(pk__in=taken_up.union(Source.objects.values("idea")))


def behind_measures(user: User) -> "QuerySet[Idea]":
    """Return those of them that stand behind a Maßnahme, themselves or by a pilot that came of them."""
    of_pilots = Source.objects.filter(pilot__measure_sources__isnull=False).values("idea")
    named = MeasureSource.objects.filter(idea__isnull=False).values("idea")
    return worked_in(user).filter(pk__in=named.union(of_pilots))


FUNNEL = tuple(
    Report(slug, title, explanation, NOTHING, "Idee", "Ideen", rows, idea_line, statuses)
    for slug, title, explanation, rows, statuses in (
        (
            "eingereicht",
            "Eingereicht",
            "Alle Ideen, die eingereicht sind; ohne zurückgezogene, zusammengeführte zählen als eine.",
            handed_in,
            (*IdeaStatus.open(), *IdeaStatus.outcomes()),
        ),
        ("beantwortet", "Beantwortet", "Ideen, die ein Ergebnis haben.", answered, IdeaStatus.outcomes()),
        (
            "weiterverfolgt",
            "Weiterverfolgt",
            "Ideen, die übernommen oder Kandidat für ein Pilotprojekt sind.",
            going_on,
            GOING_ON,
        ),
        (
            "eingearbeitet",
            "In einem Teilkonzept oder Pilotprojekt",
            "Weiterverfolgte Ideen, die in einem Teilkonzept stehen oder aus denen ein Pilotprojekt entstand.",
            worked_in,
            (),
        ),
        (
            "massnahme",
            "Hinter einer Maßnahme",
            "Eingearbeitete Ideen, auf die sich eine Maßnahme stützt, auch über ein Pilotprojekt.",
            behind_measures,
            (),
        ),
    )
)
"""The stages: each holds some of those of the stage before it."""
