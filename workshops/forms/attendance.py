"""The attendance list of a meeting: one row for each organisation or person."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from people.models import Organisation
from workshops.enums import AttendanceStatus
from workshops.models import Attendance, Meeting

MAX_ROWS = 200


class AttendanceForm(forms.Form):
    """One row. The organisation is typed by name, so that a new one needs no other page; ``is_new`` confirms it."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    organisation = forms.CharField(
        label="Organisation",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
    )
    status = forms.ChoiceField(label="Teilnahme", required=False)
    name = forms.CharField(label="Name", required=False, max_length=200)
    is_new = forms.BooleanField(label="neu anlegen", required=False)

    def __init__(
        self,
        *args: Any,
        stored: dict[int, Attendance],
        organisations: dict[str, Organisation],
        was_held: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (status.value, status.in_words(was_held=was_held)) for status in AttendanceStatus
        ]
        # A row that was only added must be read like the others; clean() lets empty ones pass.
        self.empty_permitted = False
        self.stored = stored
        self.organisations = organisations
        self.asks_for_new = False

    def clean(self) -> dict[str, Any]:
        """Find the organisation by its name; one that does not exist yet needs a confirmation."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name = cleaned.get("organisation", "")
        if cleaned.get("id") and cleaned["id"] not in self.stored:
            self.add_error(None, "Diese Zeile wurde inzwischen entfernt. Bitte laden Sie die Seite neu.")
        if not name and cleaned.get("name"):
            self.add_error("organisation", "Bitte nennen Sie die Organisation.")
        cleaned["found"] = self.organisations.get(name.casefold())
        if name and not cleaned["found"]:
            self.asks_for_new = True
            if not cleaned.get("is_new"):
                self.add_error(
                    "organisation",
                    "Diese Organisation gibt es noch nicht. Bitte prüfen Sie den Namen oder setzen Sie den Haken"
                    " „neu anlegen“.",
                )
        return cleaned

    def wanted(self) -> bool:
        """Return whether the row names an organisation and is not to be removed."""
        return bool(self.cleaned_data.get("organisation")) and not self.cleaned_data.get("DELETE")


class BaseAttendanceFormSet(BaseFormSet):  # type: ignore[type-arg]
    """The whole list."""

    forms: list[AttendanceForm]

    def add_fields(self, form: AttendanceForm, index: int | None) -> None:
        """Name the box that removes a row."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Zeile entfernen"

    def clean(self) -> None:
        """Refuse the same organisation with the same name twice."""
        seen: dict[tuple[str, str], int] = {}
        for number, form in enumerate(self.forms, start=1):
            if not form.is_valid() or not form.wanted():
                continue
            organisation = form.cleaned_data["found"] or form.cleaned_data["organisation"].casefold()
            key = (str(organisation), form.cleaned_data["name"])
            if key in seen:
                form.add_error("organisation", f"Diese Teilnahme steht schon in Zeile {seen[key]}.")
            seen.setdefault(key, number)


AttendanceFormSet = formset_factory(
    AttendanceForm,
    formset=BaseAttendanceFormSet,
    extra=1,
    can_delete=True,
    max_num=MAX_ROWS,
    absolute_max=MAX_ROWS + 1,
    validate_max=True,
)


def attendance_formset(meeting: Meeting, *args: Any, **kwargs: Any) -> BaseAttendanceFormSet:
    """Return the formset of a meeting's attendance: of ``data`` or ``initial`` if given, else of what is stored."""
    stored = {entry.pk: entry for entry in meeting.attendances.select_related("organisation")}
    kwargs.setdefault("initial", [_row(entry) for entry in stored.values()])
    form_kwargs = {"stored": stored, "organisations": _organisations(), "was_held": meeting.was_held}
    kwargs |= {"prefix": "teilnahme", "form_kwargs": form_kwargs}
    return AttendanceFormSet(*args, **kwargs)  # type: ignore[return-value]


def entries_of(formset: BaseAttendanceFormSet) -> list[Attendance]:
    """Return the list that a valid formset holds; an organisation that is confirmed as new is not saved yet."""
    new: dict[str, Organisation] = {}
    entries = []
    for form in formset.forms:
        if not form.wanted():
            continue
        typed = form.cleaned_data
        unknown = Organisation(name=typed["organisation"])
        entry = form.stored.get(typed["id"]) or Attendance()
        entry.organisation = typed["found"] or new.setdefault(unknown.name.casefold(), unknown)
        entry.status = typed["status"] or AttendanceStatus.PRESENT
        entry.name = typed["name"]
        entries.append(entry)
    return entries


def _row(entry: Attendance) -> dict[str, Any]:
    return {"id": entry.pk, "organisation": entry.organisation.name, "status": entry.status, "name": entry.name}


def _organisations() -> dict[str, Organisation]:
    """Return every organisation by name and by short name, in lower case; the name comes first."""
    every = list(Organisation.objects.all())
    short = {one.short_name.casefold(): one for one in every if one.short_name}
    return short | {one.name.casefold(): one for one in every}
