"""Choice values of the strategy with their German labels (DESIGN: Words, Status tables)."""

from django.db import models


class Priority(models.TextChoices):
    """How urgent a measure is; :attr:`meaning` says what that promises."""

    HIGH = "high", "hoch"
    MEDIUM = "medium", "mittel"
    LOW = "low", "niedrig"

    @property
    def meaning(self) -> str:
        """What the priority means, as a German sentence without its full stop."""
        return {
            Priority.HIGH: "trägt ein Zielbild unmittelbar und beginnt innerhalb von zwölf Monaten",
            Priority.MEDIUM: "ist für ein Handlungsfeld nötig und beginnt innerhalb von drei Jahren",
            Priority.LOW: "ergänzt andere Maßnahmen und beginnt, sobald Mittel frei sind",
        }[self]


class Origin(models.TextChoices):
    """From which side a measure came: from the Zielbilder down, or from ideas and pilots up."""

    TOP_DOWN = "top_down", "top-down"
    BOTTOM_UP = "bottom_up", "bottom-up"

    @property
    def meaning(self) -> str:
        """What the origin means, in a few German words."""
        return {
            Origin.TOP_DOWN: "aus Zielbild und Handlungsfeld abgeleitet",
            Origin.BOTTOM_UP: "aus Ideen und Pilotprojekten entstanden",
        }[self]


class SubConceptStatus(models.TextChoices):
    """Where a Teilkonzept stands."""

    DRAFT = "draft", "Entwurf"
    IN_COORDINATION = "in_coordination", "in Abstimmung"
    ACCEPTED = "accepted", "abgenommen"


class LinkKind(models.TextChoices):
    """How one Teilkonzept is connected with another; the label reads from the first to the second."""

    COMPLEMENTS = "complements", "ergänzt"
    REQUIRES = "requires", "setzt voraus"
    COMPETES = "competes", "konkurriert mit"
    SHARES = "shares", "gemeinsame Infrastruktur mit"

    @property
    def reverse_label(self) -> str:
        """How the same connection reads from the second to the first."""
        return {
            LinkKind.COMPLEMENTS: "wird ergänzt von",
            LinkKind.REQUIRES: "wird vorausgesetzt von",
            LinkKind.COMPETES: "konkurriert mit",
            LinkKind.SHARES: "gemeinsame Infrastruktur mit",
        }[self]


class VersionStatus(models.TextChoices):
    """Where a version of the strategy stands."""

    DRAFT = "draft", "Entwurf"
    IN_CONSULTATION = "in_consultation", "Gremienvorabstimmung"
    READY = "ready", "beschlussreif"
    PASSED = "passed", "beschlossen"
    SUPERSEDED = "superseded", "fortgeschrieben"

    @classmethod
    def final(cls) -> frozenset["VersionStatus"]:
        """Return the statuses in which the council has passed the version."""
        return frozenset({cls.PASSED, cls.SUPERSEDED})


class FreezeReason(models.TextChoices):
    """On what occasion a version was frozen."""

    CONSULTATION = "consultation", "Gremienvorabstimmung"
    READY = "ready", "Beschlussreif"
    PASSED = "passed", "Beschluss"


class OpinionOutcome(models.TextChoices):
    """What became of an opinion."""

    ADOPTED = "adopted", "übernommen"
    PARTLY = "partly", "teilweise übernommen"
    NOT_ADOPTED = "not_adopted", "nicht übernommen"
