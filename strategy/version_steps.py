"""The moves of a version that need no form of their own: button, what will happen, and why not now.

What a move does is in ``services/resolutions.py``; which moves are allowed is in the model's transition table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from strategy.enums import VersionStatus
from strategy.models import StrategyVersion
from strategy.services.resolutions import make_ready, send_back


@dataclass(frozen=True, slots=True)
class VersionStep:
    """One move from the status ``source`` to ``to``.

    ``slug`` is the last part of its address, ``done`` what is said afterwards; ``run`` is the service, called as
    ``run(strategy, by=user)``, with a ``reason`` where one is asked for.
    """

    source: VersionStatus
    to: VersionStatus
    slug: str
    label: str
    done: str
    run: Callable[..., Any]
    consequences: tuple[str, ...]
    asks_reason: bool = False


STEPS = (
    VersionStep(
        VersionStatus.IN_CONSULTATION,
        VersionStatus.READY,
        "beschlussreif",
        "Beschlussreif machen",
        "Die Fassung ist jetzt beschlussreif.",
        make_ready,
        (
            "Die Fassung wird so eingefroren, wie sie heute ist; darüber entscheidet der Stadtrat.",
            "Einleitung und Anlagen ändern sich dann nicht mehr.",
            "Die Mitglieder der Gremien erhalten eine E-Mail mit den Antworten auf ihre Stellungnahmen.",
            "Alle angemeldeten Personen können Stellungnahmen und Antworten lesen.",
        ),
    ),
    VersionStep(
        VersionStatus.READY,
        VersionStatus.IN_CONSULTATION,
        "zurueck",
        "Zurück in die Abstimmung",
        "Die Fassung ist wieder in der Gremienvorabstimmung.",
        send_back,
        (
            "Einleitung und Anlagen lassen sich wieder ändern, Gremien erneut fragen.",
            "Der beschlussreife Stand bleibt lesbar.",
        ),
        asks_reason=True,
    ),
)


def steps_of(strategy: StrategyVersion) -> list[VersionStep]:
    """Return the moves that editors may make with this version now."""
    return [step for step in STEPS if step.source == strategy.status]
