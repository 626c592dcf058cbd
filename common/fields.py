"""Form fields for sums and figures as officials write them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_EUROS = re.compile(r"(\d{1,3}(?:[. \u202f]\d{3})+|\d+)(?:,(?:00|-+|–+))?")
_UNIT = re.compile(r"\s*(?:€|Euro|EUR)\s*$", re.IGNORECASE)
MAX_EUROS = 2_000_000_000


class EuroField(forms.CharField):
    """Whole euros: "12500", "12.500", "12.500,00 €"; ``None`` where nothing is given."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """Return a sum as it is shown in the field: "12.500"; what was typed stays as it is."""
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Return the sum. Raises ``ValidationError``."""
        text = _UNIT.sub("", super().clean(value))
        if not text:
            return None
        found = _EUROS.fullmatch(text)
        if found is None:
            raise ValidationError("Bitte schreiben Sie ganze Euro in Ziffern, zum Beispiel 12.500.")
        amount = int(re.sub(r"\D", "", found[1]))
        if amount > MAX_EUROS:
            raise ValidationError("So große Beträge lassen sich nicht speichern. Bitte prüfen Sie die Ziffern.")
        return amount


class FigureField(forms.DecimalField):
    """A figure with up to two places, with a comma or a point: "1200", "12,5"."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 14, "decimal_places": 2, "localize": True, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """Return a figure without needless places: "12,5"; what was typed stays as it is."""
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value
