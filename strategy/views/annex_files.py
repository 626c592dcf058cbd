"""Pictures and other files of annexes: added and described on pages of their own, moved by buttons, and sent."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.conflicts import show_conflicts
from common.files import FileRefused
from common.files.sending import send_to_save
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from strategy.forms.annex_files import AnnexFileForm
from strategy.models import Annex, AnnexFile, StoredFile
from strategy.services.annex_files import add_annex_file, edit_annex_file, move_annex_file, remove_annex_file
from strategy.views.annexes import DOWN, REMOVE, UP
from strategy.views.frame import refuse
from strategy.views.versions import version_and_editor


@require_http_methods(["GET", "HEAD", "POST"])
def annex_file_add(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Show and save the form of one more file."""
    annex, editor = _annex_and_editor(request, number, slug)
    file = AnnexFile(annex=annex)
    if request.method != "POST":
        return _show(request, file, AnnexFileForm(stored=file, cancel_url=_place(annex)))
    form = AnnexFileForm(request.POST, request.FILES, stored=file, cancel_url=_place(annex))
    if not form.is_valid():
        return _show(request, file, form, status=422)
    sent = form.cleaned_data["file"]
    try:
        add_annex_file(annex, sent.read(), sent.name, by=editor, **form.content())
    except FileRefused as error:
        form.add_error("file", str(error))
        return _show(request, file, form, status=422)
    except (TransitionError, ValidationError) as error:
        refuse(form, error)
        return _show(request, file, form, status=422)
    messages.success(request, "Die Datei ist hinzugefügt.")
    return redirect(_place(annex))


@require_http_methods(["GET", "HEAD", "POST"])
def annex_file_edit(request: HttpRequest, number: int, slug: str, pk: int) -> HttpResponse:
    """Show and save title and description of a file."""
    annex, editor = _annex_and_editor(request, number, slug)
    file = get_object_or_404(annex.files.select_related("stored"), pk=pk)
    file.annex = annex
    if request.method != "POST":
        return _show(request, file, AnnexFileForm(stored=file, cancel_url=_place(annex)))
    form = AnnexFileForm(request.POST, stored=file, cancel_url=_place(annex))
    if not form.is_valid():
        return _show(request, file, form, status=422)
    try:
        edit_annex_file(file, version=form.cleaned_data["version"] or 0, by=editor, **form.content())
    except StaleVersionError as error:
        conflicts = show_conflicts(form, error.current, form.content(), what="die Datei")
        return _show(request, file, form, status=409, conflicts=conflicts)
    except (TransitionError, ValidationError) as error:
        refuse(form, error)
        return _show(request, file, form, status=422)
    messages.success(request, "Die Angaben sind gespeichert.")
    return redirect(_place(annex))


@require_POST
def annex_file_place(request: HttpRequest, number: int, slug: str, pk: int) -> HttpResponse:
    """Move a file by one place, or remove it; one that is gone already stays so."""
    annex, editor = _annex_and_editor(request, number, slug)
    file = annex.files.filter(pk=pk).first()
    step = request.POST.get("zug", "")
    try:
        if file is None:
            messages.info(request, "Die Datei ist schon entfernt.")
        elif step == REMOVE:
            remove_annex_file(file, by=editor)
            messages.success(request, f"„{file.title}“ ist entfernt.")
        elif step in (UP, DOWN):
            move_annex_file(file, up=step == UP, by=editor)
    except TransitionError as error:
        messages.error(request, str(error))
    return redirect(_place(annex))


@login_not_required
@require_safe
def strategy_file(request: HttpRequest, sha256: str) -> FileResponse:
    """Send a file to be saved, never shown by itself; pages show pictures."""
    stored = get_object_or_404(StoredFile.objects.visible_to(request.user), sha256=sha256)
    return send_to_save(stored, cache="private, max-age=300")


def _annex_and_editor(request: HttpRequest, number: int, slug: str) -> tuple[Annex, User]:
    strategy, editor = version_and_editor(request, number)
    annex = get_object_or_404(Annex, strategy=strategy, slug=slug)
    annex.strategy = strategy
    return annex, editor


def _place(annex: Annex) -> str:
    """Return where the files of an annex are listed."""
    return reverse("strategy:annex_edit", args=[annex.strategy.number, annex.slug]) + "#dateien"


def _show(
    request: HttpRequest, file: AnnexFile, form: AnnexFileForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    title = f"„{file.title}“ bearbeiten" if file.pk else "Bild oder Datei hinzufügen"
    context |= {"strategy": file.annex.strategy, "annex": file.annex, "file": file, "form": form, "title": title}
    return render(request, "strategy/annex_file_form.html", context, status=status)
