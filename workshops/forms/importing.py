"""Forms of the import: the file, and the head, attendance and announced meetings as they were found."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms

from common.layout import form_helper
from people.models import Body
from workshops.content import AttendanceContent, HeadContent
from workshops.forms.attendance import AttendanceFormSet, BaseAttendanceFormSet
from workshops.forms.meetings import MeetingForm
from workshops.importing import AnnouncedMeeting, ImportRefused, check_size
from workshops.importing.attendance import tell_apart
from workshops.importing.matching import NameIndex
from workshops.intake import body_index, meeting_on_file, organisation_index
from workshops.models import Meeting
from workshops.models.meetings import HEAD_FIELDS
from workshops.services.importing import AlreadyThereError, new_body, refuse_filled_meeting

ACCEPTED = ".docx,.txt,.md"


class UploadForm(forms.Form):
    """The file to be imported."""

    file = forms.FileField(
        label="Datei",
        allow_empty_file=True,  # an empty one gets our own sentence
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text="Word (.docx), Text (.txt) oder Markdown (.md), höchstens 10 MB.",
        error_messages={"required": "Bitte wählen Sie eine Datei."},
    )

    def __init__(self, *args: Any, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("file", submit="Datei prüfen", cancel_url=cancel_url)

    def clean_file(self) -> Any:
        """Refuse a file by its size before it is read."""
        file = self.cleaned_data["file"]
        try:
            check_size(file.size or 0)
        except ImportRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class ImportHeadForm(MeetingForm):
    """The head that was found. The body is typed by name, so that a new one needs no other page."""

    body = forms.CharField(
        label="Gremium",
        max_length=200,
        widget=forms.TextInput(attrs={"list": "bodies", "autocomplete": "off"}),
        error_messages={"required": "Bitte nennen Sie das Gremium."},
    )
    new_body = forms.BooleanField(label="Gremium neu anlegen", required=False)

    def __init__(self, *args: Any, bodies: NameIndex[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["is_public"]  # a stored meeting keeps its own
        self.bodies = bodies
        self.found_body: Body | None = None
        self.known_meeting: Meeting | None = None
        typed = self["body"].value() or ""
        asks_for_new = bool(typed) and bodies.find(typed) is None
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page's own form has the token
        self.helper.layout = Layout(
            Fieldset(
                "Termin",
                "body",
                *(["new_body"] if asks_for_new else []),
                Row("format", "number"),
                Row("held_on", "starts_at", "ends_at"),
                "place",
            ),
            Fieldset("Leitung und Protokoll", "moderation", "keeper", "project", "distribution"),
        )

    def _get_validation_exclusions(self) -> set[str]:
        # A body that is only about to be created cannot be checked as a foreign key.
        return {*super()._get_validation_exclusions(), "body"}  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        """Find the body, which may be new if that is confirmed, and the stored meeting that the protocol belongs to."""
        name = self.cleaned_data.pop("body", "")
        self.found_body = self.bodies.find(name) or (new_body(name) if name else None)
        if self.found_body and self.found_body.pk is None and not self.cleaned_data.get("new_body"):
            self.add_error(
                "body",
                "Dieses Gremium gibt es noch nicht. Bitte prüfen Sie den Namen oder setzen Sie den Haken"
                " „Gremium neu anlegen“.",
            )
        held_on = self.cleaned_data.get("held_on")
        if self.found_body and held_on:
            self._find_meeting(self.found_body, held_on)
        return super().clean()

    def _find_meeting(self, body: Body, held_on: Any) -> None:
        """Remember the stored meeting; the rules of the form then compare with all others but that one."""
        meeting = meeting_on_file(body, self.cleaned_data.get("number"), held_on)
        try:
            refuse_filled_meeting(meeting)
        except AlreadyThereError as refusal:
            self.known_meeting = refusal.meeting
            self.add_error(None, str(refusal))
        if meeting:
            self.instance = meeting

    def head(self) -> dict[str, Any]:
        """Return the valid values of the head, by field name; a body that is confirmed as new is not saved yet."""
        values = {name: self.cleaned_data[name] for name in HEAD_FIELDS if name in self.cleaned_data}
        return {**values, "body": self.found_body}


class AnnouncedForm(forms.Form):
    """Which of the announced meetings are to be created; each is proposed unless it is there already.

    ``own_body`` is the body as the file names it: its next meeting follows a correction of the name.
    """

    announced = forms.TypedMultipleChoiceField(
        label="Angekündigte Sitzungen als geplant anlegen",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, meetings: Sequence[AnnouncedMeeting], own_body: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = meetings
        self.own_body = own_body
        there = {index for index, meeting in enumerate(meetings) if _is_there(meeting)}
        self.fields["announced"].choices = [  # type: ignore[attr-defined]
            (index, _announced_in_words(meeting, is_there=index in there)) for index, meeting in enumerate(meetings)
        ]
        self.initial.setdefault("announced", [index for index in range(len(meetings)) if index not in there])

    def chosen(self, *, own_body: str) -> list[AnnouncedMeeting]:
        """Return the meetings with a tick; ``own_body`` is the corrected name of the protocol's body."""
        chosen = [self.meetings[index] for index in self.cleaned_data["announced"]]
        return [replace(one, body=own_body) if one.body == self.own_body else one for one in chosen]


def head_initial(content: HeadContent, stored: Meeting | None, bodies: NameIndex[Body]) -> dict[str, Any]:
    """Return the initial values of the head: what the file says, else what the stored meeting has."""
    names = [name for name in HEAD_FIELDS if name not in ("body", "is_public")]
    said = {name: value for name in names if (value := getattr(content, name)) not in ("", None)}
    kept = {name: getattr(stored, name) for name in names} if stored else {}
    known = bodies.find(content.body)
    return {**kept, **said, "body": known.name if known else content.body, "new_body": bool(content.body) and not known}


def attendance_list(
    attendance: Sequence[AttendanceContent] = (), data: Any = None, initial: Any = None
) -> BaseAttendanceFormSet:
    """Return the attendance list as found, or as typed; known organisations under the name that is stored."""
    index = organisation_index()
    if data is None and initial is None:
        initial = [_attendance_row(entry, index) for entry in tell_apart(attendance, index)]
    organisations = {name.casefold(): found for name in index.names if (found := index.find(name))}
    options = {"stored": {}, "organisations": organisations}
    formset = AttendanceFormSet(data, prefix="teilnahme", initial=initial, form_kwargs=options)
    return cast(BaseAttendanceFormSet, formset)


def _attendance_row(entry: AttendanceContent, index: NameIndex[Any]) -> dict[str, Any]:
    known = index.find(entry.organisation)
    return {
        "organisation": known.name if known else entry.organisation,
        "status": entry.status,
        "name": entry.name,
        "is_new": known is None,
    }


def _is_there(meeting: AnnouncedMeeting) -> bool:
    body = body_index().find(meeting.body)
    return body is not None and meeting_on_file(body, None, meeting.on) is not None


def _announced_in_words(meeting: AnnouncedMeeting, *, is_there: bool) -> str:
    subject = f": {meeting.subject}" if meeting.subject else ""
    note = " (gibt es schon)" if is_there else ""
    return f"{meeting.body or 'Dieses Gremium'}, {meeting.on:%d.%m.%Y}{subject}{note}"
