"""The steps of a pilot that need no page of their own but one that asks: buttons on the site and in the admin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pilots.enums import PilotStatus
from pilots.models import Pilot
from pilots.services.statuses import abort_pilot, finish_pilot, reconsider_pilot, start_pilot


@dataclass(frozen=True, slots=True)
class PilotStep:
    """A step from one of the statuses ``sources``, by ``run(pilot, by=user, reason="…")``.

    ``slug`` is the last part of its address, ``label`` the text of its button, ``text`` says what it does, ``done``
    what is said afterwards.
    """

    sources: Sequence[str]
    slug: str
    label: str
    text: str
    done: str
    run: Callable[..., Pilot]
    reason_required: bool = False


STEPS = (
    PilotStep(
        (PilotStatus.APPROVED, PilotStatus.CONDITIONAL, PilotStatus.IN_TENDER),
        "umsetzen",
        "Umsetzung beginnen",
        "Das Pilotprojekt ist danach in Umsetzung; Zwischenstände zeigen, wie weit es ist.",
        "Das Pilotprojekt ist in Umsetzung.",
        start_pilot,
    ),
    PilotStep(
        (PilotStatus.RUNNING,),
        "abschliessen",
        "Pilotprojekt abschließen",
        "Das Pilotprojekt ist danach abgeschlossen. Das lässt sich nicht zurücknehmen.",
        "Das Pilotprojekt ist abgeschlossen.",
        finish_pilot,
    ),
    PilotStep(
        (PilotStatus.RUNNING,),
        "abbrechen",
        "Pilotprojekt abbrechen",
        "Das Pilotprojekt wird nicht fortgeführt. Das lässt sich nicht zurücknehmen.",
        "Das Pilotprojekt ist abgebrochen.",
        abort_pilot,
        reason_required=True,
    ),
    PilotStep(
        (PilotStatus.STORED,),
        "aufgreifen",
        "Aus dem Themenspeicher holen",
        "Das Pilotprojekt ist danach wieder Kandidat und kann auf die nächste Liste.",
        "Das Pilotprojekt ist wieder Kandidat.",
        reconsider_pilot,
    ),
)


def open_steps(pilot: Pilot) -> list[PilotStep]:
    """Return the steps that may be taken now."""
    return [step for step in STEPS if pilot.status in step.sources]


def find_step(slug: str) -> PilotStep | None:
    """Return the step with this address, or ``None``."""
    return next((step for step in STEPS if step.slug == slug), None)
