"""Date and time controls as browsers draw them; they want ISO values, whatever the language of the page."""

from django import forms


class DateInput(forms.DateInput):
    """A native date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A native time picker with hours and minutes."""

    input_type = "time"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """A native picker of date and time in one control."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class SplitDateTimeInput(forms.SplitDateTimeWidget):
    """A date picker and a time picker side by side under one label."""

    part_labels = ("Datum", "Uhrzeit")

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(
            attrs, date_format="%Y-%m-%d", time_format="%H:%M", date_attrs={"type": "date"}, time_attrs={"type": "time"}
        )
