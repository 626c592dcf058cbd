"""The register as a table: download it, and take assignments over from one that was filled in."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.access import require_perm
from common.sheets import CSV_TYPE, XLSX_TYPE, stream_csv, stream_xlsx
from common.versions import StaleVersionError
from ideas.forms.sheets import SheetForm
from ideas.models import Idea
from ideas.services.reimport import Change, apply_import, plan_import
from ideas.sheet import COLUMNS, read_sheet, sheet_rows
from ideas.views.register import newest_first, register_filter
from people.models import User

SALT = "ideas.reimport"
SHOWN = 200
"""How many changes and problems the preview lists."""
VALID_FOR = 60 * 60
"""Seconds for which a preview may be carried out."""
OUTDATED = (
    "Inzwischen hat sich eine dieser Zuordnungen geändert. Es ist nichts gespeichert;"
    " bitte laden Sie die Tabelle neu hoch."
)


@require_safe
def idea_export(request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Send the ideas that the filter shows as a table; a filter with a value that does not exist leads to the list."""
    require_perm(request.user, "ideas.triage_idea")
    chosen = register_filter(request, request.GET)
    if chosen.errors:
        messages.error(request, "Einen Wert dieses Filters gibt es nicht. Bitte wählen Sie den Filter neu.")
        return redirect(f"{reverse('ideas:list')}?{request.GET.urlencode()}")
    rows = sheet_rows(newest_first(chosen.qs))
    headings = list(COLUMNS)
    parts = stream_xlsx(headings, rows, title="Ideen") if kind == "xlsx" else stream_csv(headings, rows)
    response = StreamingHttpResponse(parts, content_type=XLSX_TYPE if kind == "xlsx" else CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="ideen-{timezone.localdate():%Y-%m-%d}.{kind}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def idea_import(request: HttpRequest) -> HttpResponse:
    """Ask for a table, show what it would change, and change it."""
    editor = require_perm(request.user, "ideas.triage_idea")
    visible = Idea.objects.visible_to(editor, drafts=False)
    if "plan" in request.POST:
        return _apply(request, request.POST["plan"], visible, editor)
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            plan = plan_import(read_sheet(form.cleaned_data["file"]), visible)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            signed = signing.dumps([change.signed() for change in plan.changes], salt=_salt(editor), compress=True)
            context = {"plan": plan, "signed": signed, "shown": SHOWN, "shown_slice": f":{SHOWN}"}
            return render(request, "ideas/import_preview.html", context)
    return render(request, "ideas/import.html", {"form": form}, status=422 if form.errors else 200)


def _apply(request: HttpRequest, signed: str, visible: Any, editor: User) -> HttpResponse:
    try:
        changes = [Change(*change) for change in signing.loads(signed, salt=_salt(editor), max_age=VALID_FOR)]
        count = apply_import(changes, visible, by=editor)
    except (signing.BadSignature, StaleVersionError):
        messages.error(request, OUTDATED)
        return redirect("ideas:import")
    if not count:
        messages.info(request, "Diese Zuordnungen sind schon übernommen.")
        return redirect("ideas:list")
    messages.success(request, f"{count} {'Idee ist' if count == 1 else 'Ideen sind'} geändert.")
    return redirect("ideas:list")


def _salt(editor: User) -> str:
    """Return what a preview is signed with: it belongs to the account that made it."""
    return f"{SALT}.{editor.pk}"
