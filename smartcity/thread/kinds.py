"""What the red thread runs through, in its order."""

from typing import NamedTuple

from django.db import models


class Kind(models.TextChoices):
    """The kinds of objects on the thread; each comes of those before it."""

    POINT = "point", "Protokollzeile"
    IDEA = "idea", "Idee"
    PILOT = "pilot", "Pilotprojekt"
    DECISION = "decision", "Beschluss"
    MEASURE = "measure", "Maßnahme"
    MILESTONE = "milestone", "Meilenstein"

    @property
    def plural(self) -> str:
        """What several of them are called."""
        return _PLURALS[self]

    @property
    def place(self) -> int:
        """Where on the thread this kind stands."""
        return list(Kind).index(self)


_PLURALS = {
    Kind.POINT: "Protokollzeilen",
    Kind.IDEA: "Ideen",
    Kind.PILOT: "Pilotprojekte",
    Kind.DECISION: "Beschlüsse",
    Kind.MEASURE: "Maßnahmen",
    Kind.MILESTONE: "Meilensteine",
}


class Key(NamedTuple):
    """Names one object on the thread."""

    kind: str
    pk: int
