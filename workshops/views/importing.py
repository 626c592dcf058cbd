"""Pages of the import: choose a file, check what was found, and later what became of each line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.drafts import discard_draft, initial_of, keeps_draft, open_draft
from common.models import FormDraft
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from workshops.forms.attendance import BaseAttendanceFormSet, entries_of
from workshops.forms.importing import AnnouncedForm, ImportHeadForm, UploadForm, attendance_list, head_initial
from workshops.importing import ImportRefused, ParsedProtocol, Recognition, ReportLine, parse_protocol
from workshops.importing.matching import NameIndex
from workshops.intake import body_index, meeting_on_file, organisation_index, uploads_of
from workshops.models import Meeting, ProtocolUpload
from workshops.selectors import meetings_for
from workshops.services.importing import (
    AlreadyThereError,
    confirm_upload,
    discard_upload,
    keep_upload,
    refuse_filled_meeting,
)


@dataclass(frozen=True, slots=True)
class Forms:
    """What an editor can correct before the import."""

    head: ImportHeadForm
    attendance: BaseAttendanceFormSet
    announced: AnnouncedForm

    def are_valid(self) -> bool:
        """Return whether all are valid; each is checked, so that all errors show at once."""
        return all([self.head.is_valid(), self.attendance.is_valid(), self.announced.is_valid()])


@require_http_methods(["GET", "HEAD", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    """Ask for a file, read it, and lead to its preview."""
    editor = _editor(request)
    cancel_url = reverse("workshops:meeting_list")
    if request.method != "POST":
        return render(request, "workshops/import_upload.html", {"form": UploadForm(cancel_url=cancel_url)})
    form = UploadForm(request.POST, request.FILES, cancel_url=cancel_url)
    known = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = keep_upload(file.read(), file.name, by=editor)
        except ImportRefused as refusal:
            form.add_error("file", str(refusal))
            known = refusal.meeting if isinstance(refusal, AlreadyThereError) else None
        else:
            return redirect("workshops:import_preview", upload.pk)
    return render(request, "workshops/import_upload.html", {"form": form, "known_meeting": known}, status=422)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def import_preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what was found in a file, line by line, and import it when that is confirmed."""
    editor = _editor(request)
    upload = uploads_of(editor).filter(pk=pk).first()
    if upload is None:
        messages.info(request, "Diese Vorschau gibt es nicht mehr. Bitte laden Sie die Datei noch einmal hoch.")
        return redirect("workshops:import_upload")
    if upload.meeting:
        messages.info(request, "Diese Datei ist schon importiert.")
        return redirect(upload.meeting)
    parsed = parse_protocol(bytes(upload.content), upload.filename)
    if request.method != "POST":
        draft = open_draft(request)
        forms = _forms_as_typed(parsed, draft.as_post()) if draft else _forms(parsed)
        return _show(request, upload, parsed, forms, draft=draft)
    if "discard" in request.POST:
        discard_upload(upload)
        discard_draft(editor, request.path)
        messages.info(request, f"Verworfen: {upload.filename}. Es wurde nichts gespeichert.")
        return redirect("workshops:import_upload")
    if "add" in request.POST and attendance_list(data=request.POST).management_form.is_valid():
        return _show(request, upload, parsed, _forms_as_typed(parsed, request.POST))
    return _confirm(request, upload, parsed, by=editor)


@require_safe
def import_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what became of each line of the files that a meeting's protocol was imported from."""
    meeting = get_object_or_404(meetings_for(request.user), slug=slug)
    _editor(request)
    imports = get_list_or_404(meeting.imports.all())
    return render(request, "workshops/import_report.html", {"meeting": meeting, "imports": imports})


def _editor(request: HttpRequest) -> User:
    """Who is asking and may import; for anyone else the page does not exist."""
    require_perm(request.user, "workshops.import_protocol")
    return cast(User, request.user)


def _confirm(request: HttpRequest, upload: ProtocolUpload, parsed: ParsedProtocol, *, by: User) -> HttpResponse:
    forms = _forms(parsed, data=request.POST)
    if not forms.are_valid():
        return _show(request, upload, parsed, forms, status=422)
    head = forms.head.head()
    try:
        meeting = confirm_upload(
            upload.pk,
            by=by,
            head=head,
            attendance=entries_of(forms.attendance),
            announced=forms.announced.chosen(own_body=head["body"].name),
        )
    except (ImportRefused, ValidationError, TransitionError, StaleVersionError) as error:
        forms.head.add_error(None, error.messages if isinstance(error, ValidationError) else [str(error)])
        return _show(request, upload, parsed, forms, status=422)
    discard_draft(by, request.path)
    messages.success(request, f"Importiert: {meeting.title}. Bitte lesen Sie das Protokoll noch einmal durch.")
    return redirect(meeting)


def _forms(parsed: ParsedProtocol, *, data: Any = None) -> Forms:
    """The forms with what was found in the file, or with ``data`` that was posted."""
    bodies = body_index()
    content = parsed.content.head
    stored = _stored_meeting(parsed)
    return Forms(
        ImportHeadForm(data, bodies=bodies, initial=head_initial(content, stored, bodies)),
        attendance_list(content.attendance, data=data),
        AnnouncedForm(data, **_announced(parsed)),
    )


def _forms_as_typed(parsed: ParsedProtocol, typed: QueryDict) -> Forms:
    """The forms with what was typed so far, not yet judged, and one more row where "add" was clicked."""
    bound = _forms(parsed, data=typed)
    rows = [initial_of(row) for row in bound.attendance.forms if row["organisation"].data or row["name"].data]
    more: list[dict[str, Any]] = [{}] if "add" in typed else []
    return Forms(
        ImportHeadForm(bodies=bound.head.bodies, initial=initial_of(bound.head)),
        attendance_list(initial=[*rows, *more]),
        AnnouncedForm(
            initial=initial_of(bound.announced), meetings=parsed.announced, own_body=parsed.content.head.body
        ),
    )


def _announced(parsed: ParsedProtocol) -> dict[str, Any]:
    return {"meetings": parsed.announced, "own_body": parsed.content.head.body}


def _stored_meeting(parsed: ParsedProtocol) -> Meeting | None:
    head = parsed.content.head
    body = body_index().find(head.body)
    return meeting_on_file(body, head.number, head.held_on) if body and head.held_on else None


def _show(
    request: HttpRequest,
    upload: ProtocolUpload,
    parsed: ParsedProtocol,
    forms: Forms,
    *,
    draft: FormDraft | None = None,
    status: int = 200,
) -> HttpResponse:
    meeting = forms.head.known_meeting if forms.head.is_bound else _stored_meeting(parsed)
    context = {
        "upload": upload,
        "forms": forms,
        "draft": draft,
        "lines": parsed.report,
        "summary": count_lines(parsed.report),
        "unassigned": sum(line.recognition == Recognition.UNRECOGNISED for line in parsed.report),
        "new_names": _new_names(forms),
        "stored_meeting": meeting,
        "refusal": _refusal(meeting),
        "bodies": forms.head.bodies.names,
        "organisations": sorted({one.name for one in forms.attendance.form_kwargs["organisations"].values()}),
    }
    return render(request, "workshops/import_preview.html", context, status=status)


def _refusal(meeting: Meeting | None) -> str:
    """Why a stored meeting cannot take the protocol; empty where it can."""
    try:
        refuse_filled_meeting(meeting)
    except AlreadyThereError as refusal:
        return str(refusal)
    return ""


def _new_names(forms: Forms) -> list[tuple[str, str, str]]:
    """What would be created: "Gremium" or "Organisation", the name, and a stored one with almost the same name."""
    organisations = organisation_index()
    named: list[tuple[str, Any, NameIndex[Any]]] = [("Gremium", forms.head["body"].value(), forms.head.bodies)]
    named += [("Organisation", row["organisation"].value(), organisations) for row in forms.attendance.forms]
    return [
        (kind, name, str(index.similar(name) or "")) for kind, name, index in named if name and not index.find(name)
    ]


def count_lines(report: Sequence[ReportLine]) -> list[tuple[str, int]]:
    """Return how many lines were recognised as what, in the order of :class:`Recognition`."""
    counts = Counter(line.recognition for line in report)
    return [(str(kind.label), counts[kind]) for kind in Recognition if counts[kind]]
