"""Bringing an earlier profile of a pilot back from its Verlauf (DESIGN 4.2)."""

from typing import Any

from common.timeline import FieldChange, differences
from people.models import User
from pilots.models import Pilot
from pilots.models.pilots import PROFILE_FIELDS
from pilots.services.pilots import edit_profile

REASON = "Früheres Profil wiederhergestellt"


def profile_in(record: Any) -> dict[str, Any]:
    """Return the profile that a row of the history (or a pilot) holds, as values by field name."""
    return {name: getattr(record, name) for name in PROFILE_FIELDS}


def changes_by_restoring(pilot: Pilot, record: Any) -> list[FieldChange]:
    """Return what restoring the profile of a history row would change."""
    return differences(Pilot, profile_in(pilot), profile_in(record))


def restore_profile(pilot: Pilot, record: Any, *, version: int, by: User) -> Pilot:
    """Give the pilot the profile of a history row and return it; status, partners, costs and files stay.

    ``version`` is the one of the preview. Raises as :func:`~pilots.services.pilots.edit_profile` does.
    """
    return edit_profile(pilot, version=version, profile=profile_in(record), by=by, reason=REASON)
