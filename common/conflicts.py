"""Forms that somebody else was quicker to save: both versions side by side, and nothing typed is lost (DESIGN 4.3)."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.utils.timezone import localtime

from common.timeline import FieldChange, differences
from common.versions import VersionedModel


def show_conflicts(form: BaseForm, stored: VersionedModel, typed: Mapping[str, Any], *, what: str) -> list[FieldChange]:
    """Put the stored value beside each field where it differs from what was ``typed``, and return all differences.

    ``form`` is valid, has a field ``version`` and a crispy helper; ``what`` names its object in the sentence above it:
    "die Kopfdaten". The form continues on the stored version: whoever saves now has seen both.
    """
    conflicts = differences(type(stored), {name: getattr(stored, name) for name in typed}, typed)
    last = stored.history.first()  # type: ignore[attr-defined]
    form.helper.form_error_title = (  # type: ignore[attr-defined]
        f"Inzwischen hat {last.history_user_name or 'jemand anderes'} {what} geändert"
        f" ({localtime(last.history_date):%d.%m.%Y, %H:%M} Uhr). Ihre Eingaben sind noch nicht gespeichert."
    )
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = str(stored.version)  # type: ignore[index]
    for conflict in conflicts:
        form.add_error(conflict.name, f"Inzwischen gespeichert: {conflict.old or '(leer)'}")
    return conflicts
