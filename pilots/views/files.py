"""The picture and the attachments of a pilot: chosen, removed, and sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from common.files import FileRefused
from common.files.sending import send_to_save
from people.models import User
from pilots.enums import FileKind
from pilots.forms.files import AttachmentForm, PictureForm
from pilots.models import Pilot, PilotFile
from pilots.services.files import add_file, describe_file, remove_file
from pilots.views.editing import pilot_tabs, pilot_to_edit


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_files(request: HttpRequest, reference: str) -> HttpResponse:
    """Show picture and attachments, take new ones (``?was=bild``, ``?was=anlage``) and remove some (``remove``)."""
    pilot, editor = pilot_to_edit(request, reference)
    picture = pilot.files.filter(kind=FileKind.PICTURE, report=None).first()
    what = request.GET.get("was") if request.method == "POST" else None
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, pilot, editor)
    initial = {"description": picture.description} if picture else {}
    sent = (request.POST, request.FILES)
    picture_form = PictureForm(*(sent if what == "bild" else ()), has_picture=picture is not None, initial=initial)
    file_form = AttachmentForm(*(sent if what == "anlage" else ()))
    if picture_form.is_valid() and _save_picture(picture_form, pilot, picture, editor):
        messages.success(request, "Das Bild ist gespeichert.")
        return redirect("pilots:files", reference)
    if file_form.is_valid() and _save_attachment(file_form, pilot, editor):
        messages.success(request, "Die Anlage ist gespeichert.")
        return redirect("pilots:files", reference)
    context = {
        "pilot": pilot,
        "picture": picture,
        "attachments": pilot.files.filter(kind=FileKind.ATTACHMENT),
        "picture_form": picture_form,
        "file_form": file_form,
        "tabs": pilot_tabs(pilot, "files"),
    }
    return render(request, "pilots/pilot_files.html", context, status=422 if what else 200)


@login_not_required
@require_safe
def pilot_file(request: HttpRequest, pk: int) -> FileResponse:
    """Send a file to be saved, never shown by itself; pages show pictures."""
    file = get_object_or_404(PilotFile.objects.visible_to(request.user), pk=pk)
    return send_to_save(file, cache="private, max-age=300")


def _save_picture(form: PictureForm, pilot: Pilot, picture: PilotFile | None, by: User) -> bool:
    """Store the picture, or only what it shows; return whether that went well."""
    sent, description = form.cleaned_data["picture"], form.cleaned_data["description"]
    try:
        if sent is not None:
            add_file(pilot, sent.read(), sent.name, kind=FileKind.PICTURE, by=by, description=description)
        elif picture is not None:
            describe_file(picture, description=description, by=by)
    except FileRefused as refusal:
        form.add_error("picture", str(refusal))
        return False
    return True


def _save_attachment(form: AttachmentForm, pilot: Pilot, by: User) -> bool:
    sent = form.cleaned_data["file"]
    try:
        add_file(pilot, sent.read(), sent.name, kind=FileKind.ATTACHMENT, by=by)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return False
    return True


def _remove(request: HttpRequest, pilot: Pilot, by: User) -> HttpResponse:
    """Remove the file that a button names; one that is gone already stays so."""
    number = request.POST["remove"]
    file = pilot.files.filter(pk=number, report=None).first() if number.isdecimal() and len(number) < 10 else None
    if file is not None:
        remove_file(file, by=by)
    messages.success(request, "Die Datei ist entfernt.")
    return redirect("pilots:files", pilot.reference)
