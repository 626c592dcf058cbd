"""Form fields for sums and shares as officials write them, and fields that many rows share."""

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


class PercentField(forms.DecimalField):
    """A share from 0 to 100 with up to two places, with a comma or a point: "12,5"."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=5, decimal_places=2, min_value=0, max_value=100, localize=True, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return a share without needless places: "12,5"."""
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class SharedFields(dict[str, forms.Field]):
    """The fields of all forms of one class: no form changes them, so Django need not copy them for each row."""

    def __deepcopy__(self, memo: Any) -> "SharedFields":
        return SharedFields(self)
