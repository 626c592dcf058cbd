"""Date and time controls as browsers draw them, and quick ones for lists.

Browsers want ISO values, whatever the language of the page.
"""

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

LAST_DAY = "9999-12-31"
"""Without a last day browsers take years of six digits, and whoever types goes on in the year instead of the time."""


class DateInput(forms.DateInput):
    """A native date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__({"max": LAST_DAY, **(attrs or {})}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A native time picker with hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """A native picker of date and time in one control."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__({"max": f"{LAST_DAY}T23:59", **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class SplitDateTimeInput(forms.SplitDateTimeWidget):
    """A date picker and a time picker side by side under one label."""

    part_labels = ("Datum", "Uhrzeit")

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(
            attrs, date_format="%Y-%m-%d", time_format="%H:%M", date_attrs={"type": "date"}, time_attrs={"type": "time"}
        )


class _QuickInput(forms.widgets.Input):
    """An input that writes itself: Django renders three templates for it, which every list has to wait for."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return the control as Django's template would draw it."""
        context = self.get_context(name, value, attrs)["widget"]
        shown = {} if context["value"] is None else {"value": context["value"]}
        return format_html(
            '<input type="{}" name="{}"{}>', context["type"], context["name"], flatatt(shown | context["attrs"])
        )


class SearchInput(_QuickInput, forms.SearchInput):
    """A search field in a filter."""


class CheckboxInput(_QuickInput, forms.CheckboxInput):
    """A checkbox in a filter."""


class Select(forms.Select):
    """A select that writes its options itself: Django renders two templates for each of them, which long lists feel."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """Return the control as Django's template would draw it, with its options in one level."""
        choices = tuple((str(key), str(label)) for key, label in self.choices)
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            attributes,
            option_elements(choices, tuple(self.format_value(value))),
        )


@lru_cache(maxsize=256)
def option_elements(choices: tuple[tuple[str, str], ...], selected: tuple[str, ...]) -> SafeString:
    """Return the options of a select, each a value and its label; the same ones stand on page after page."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, mark_safe(" selected") if key in selected else "", label) for key, label in choices),
    )
