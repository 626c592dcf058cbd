"""Choice values of milestones, with their German labels (DESIGN: Words, Status tables)."""

from django.db import models


class MilestoneStatus(models.TextChoices):
    """Where a milestone stands. Nobody sets it: ``standing.py`` computes it from dates and criteria."""

    PLANNED = "planned", "geplant"
    RUNNING = "running", "läuft"
    ENDANGERED = "endangered", "gefährdet"
    OVERDUE = "overdue", "überfällig"
    REACHED = "reached", "erreicht"


class DateKind(models.TextChoices):
    """The three dates of a milestone."""

    PLANNED = "planned", "Plan"
    FORECAST = "forecast", "Prognose"
    REACHED = "reached", "erreicht"


class FigureKey(models.TextChoices):
    """What a computed criterion counts in the live data; ``figures.py`` says how."""

    IDEAS_IN_CONCEPTS = "ideas_in_concepts", "Übernommene Ideen mit Teilkonzept"
    IDEAS_ANSWERED = "ideas_answered", "Eingereichte Ideen mit Ergebnis"
    PILOTS_DECIDED = "pilots_decided", "Pilotprojekte, über die entschieden ist"
    CONCEPTS_APPROVED = "concepts_approved", "Teilkonzepte abgenommen"
    CONCEPTS_LINKED = "concepts_linked", "Teilkonzepte verknüpft"
    OPINIONS_RECEIVED = "opinions_received", "Stellungnahmen eingegangen"
    OPINIONS_ANSWERED = "opinions_answered", "Stellungnahmen beantwortet"
    STRATEGY_PASSED = "strategy_passed", "Strategiefassung beschlossen"


class ReminderKind(models.TextChoices):
    """On which occasion somebody is reminded of a milestone."""

    TWO_WEEKS = "two_weeks", "zwei Wochen vorher"
    TWO_DAYS = "two_days", "zwei Tage vorher"
    OVERDUE = "overdue", "überfällig"
