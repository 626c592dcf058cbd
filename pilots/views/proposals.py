"""The Beschlussvorlage of a list: its texts, the choice of pilots, and the files (DESIGN 10)."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import conditional_page, require_http_methods, require_POST, require_safe

from common.conflicts import show_conflicts
from common.documents import docx
from common.drafts import discard_draft, initial_of, keeps_draft, open_draft
from common.transitions import TransitionError
from common.versions import StaleVersionError
from pilots.documents.layout import ProposalLayout
from pilots.documents.pdf import proposal_pdf as draw_pdf
from pilots.documents.stored import layout_of
from pilots.documents.word import proposal_docx as draw_docx
from pilots.enums import ListStatus
from pilots.forms.proposals import ProposalForm, step_formset
from pilots.models import PilotList, Proposal
from pilots.selectors.lists import is_begun_to_decide
from pilots.services.proposals import edit_proposal, proposal_of, propose_pilots
from pilots.views.lists import find_list, list_and_editor, list_context
from pilots.visibility import sight_of

STALE = (
    "Inzwischen hat jemand anderes die Beschlussvorlage geändert. Ihre Auswahl ist nicht übernommen; bitte prüfen Sie,"
    " was jetzt vorgeschlagen ist."
)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save what the Beschlussvorlage says besides the list itself."""
    pilot_list, editor = list_and_editor(request, slug)
    stored = proposal_of(pilot_list)
    if request.method != "POST":
        draft = open_draft(request)
        typed = draft.as_post() if draft else None
        initial = initial_of(ProposalForm(typed, instance=copy(stored))) if typed else {}
        form = ProposalForm(initial=initial, instance=stored)
        return _show(request, pilot_list, stored, form, step_formset(pilot_list, typed), draft=draft)
    form, steps = ProposalForm(request.POST, instance=copy(stored)), step_formset(pilot_list, request.POST)
    if not (form.is_valid() and steps.is_valid()):
        return _show(request, pilot_list, stored, form, steps, status=422)
    version = form.cleaned_data["version"]
    try:
        edit_proposal(pilot_list, version=version, texts=form.texts(), steps=steps.steps(), by=editor)
    except StaleVersionError as error:
        conflicts = show_conflicts(form, error.current, form.texts(), what="die Beschlussvorlage")
        return _show(request, pilot_list, stored, form, steps, status=409, conflicts=conflicts)
    except (TransitionError, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return _show(request, pilot_list, stored, form, steps, status=422)
    discard_draft(editor, request.path)
    messages.success(request, "Die Beschlussvorlage ist gespeichert.")
    return redirect("pilots:proposal", slug)


def _show(
    request: HttpRequest,
    pilot_list: PilotList,
    stored: Proposal,
    form: ProposalForm,
    steps: Any,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= list_context(pilot_list, request.user, sight_of(request.user, pilot_list), "proposal")  # type: ignore[arg-type]
    context |= {
        "form": form,
        "steps": steps,
        "proposal": stored,
        "is_open": not is_begun_to_decide(pilot_list),
        "is_printed": pilot_list.status != ListStatus.DRAFT,
    }
    return render(request, "pilots/proposal.html", context, status=status)


@require_POST
def proposal_choice(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose the chosen pilots for approval."""
    pilot_list, editor = list_and_editor(request, slug)
    version, references = request.POST.get("version", ""), request.POST.getlist("pilot")
    try:
        saved = propose_pilots(pilot_list, references, version=int(version) if version.isdecimal() else 0, by=editor)
    except (StaleVersionError, TransitionError) as error:
        messages.error(request, STALE if isinstance(error, StaleVersionError) else str(error))
    else:
        messages.success(request, f"Die Beschlussvorlage schlägt jetzt vor: {', '.join(saved.chosen) or 'nichts'}.")
    return redirect("pilots:proposal", slug)


@require_safe
@conditional_page
def proposal_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the Beschlussvorlage as PDF."""
    response = HttpResponse(_drawn(request, slug, draw_pdf), content_type="application/pdf")
    return _file(response, f"beschlussvorlage-{slug}.pdf", is_shown=True)


@require_safe
@conditional_page
def proposal_docx(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the Beschlussvorlage as DOCX."""
    response = HttpResponse(_drawn(request, slug, draw_docx), content_type=docx.CONTENT_TYPE)
    return _file(response, f"beschlussvorlage-{slug}.docx", is_shown=False)


def _drawn(request: HttpRequest, slug: str, draw: Callable[[ProposalLayout], bytes]) -> bytes:
    """Return the file for whoever asks; of a list that was not opened there is none. Raises ``Http404``."""
    pilot_list, sight = find_list(request, slug)
    if pilot_list.status == ListStatus.DRAFT:
        raise Http404
    return draw(layout_of(pilot_list, sight))


def _file(response: HttpResponse, name: str, *, is_shown: bool) -> HttpResponse:
    response.headers["Content-Disposition"] = str(content_disposition_header(not is_shown, name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Browsers keep the file but ask each time, since access may end; an unchanged file is answered with 304.
    patch_cache_control(response, private=True, no_cache=True)
    return response
