"""Choice values of the strategy, with their German labels."""

from django.db import models


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
