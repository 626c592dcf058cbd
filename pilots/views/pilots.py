"""The register of pilots, the page of one, its Verlauf, and the steps that need no form."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.admin_forms import ReasonForm
from common.history_pages import step_page
from common.lists import filter_in_words, page_of, render_list, summary_in_words
from common.timeline import Step
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.rules import is_editor
from pilots.enums import PilotStatus
from pilots.filters import PilotFilter
from pilots.models import Pilot
from pilots.selectors.pilots import load_page, pilots_for, with_totals
from pilots.services.restore import changes_by_restoring, restore_profile
from pilots.services.statuses import publish_pilot, unpublish_pilot
from pilots.steps import PilotStep, find_step, open_steps
from pilots.timeline import pilot_timeline, restorable, step_title
from pilots.views.editing import pilot_tabs, pilot_to_edit, sections

MEANWHILE = (
    "Inzwischen wurde das Profil geändert; es ist nichts wiederhergestellt. Hier steht, was sich jetzt ändern würde."
)


@login_not_required
@require_safe
def pilot_list(request: HttpRequest) -> HttpResponse:
    """Show the pilots that the visitor may see."""
    visible = Pilot.objects.visible_to(request.user)
    chosen = PilotFilter(request.GET or None, visible, request=request)
    page = page_of(request, with_totals(chosen.qs).select_related("action_field", "lead").order_by("-reference"))
    context = {
        "filter": chosen,
        "page_obj": page,
        "is_filtered": filter_in_words(chosen.form) != "",
        "summary": summary_in_words(page, chosen.form, "Pilotprojekt", "Pilotprojekte"),
        "may_edit": is_editor(request.user),
        "shows_costs": bool(sections(request.user, "list")),
        "tabs": sections(request.user, "list"),
    }
    return render_list(request, "pilots/pilot_list.html", "pilots/_pilot_rows.html", context)


@login_not_required
@require_safe
def pilot_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one pilot: all of it to editors, board and Ideenpate, what is published to everybody."""
    pilot = get_object_or_404(pilots_for(request.user), reference=reference)
    may_edit = is_editor(request.user)
    context: dict[str, Any] = {
        "pilot": pilot,
        "page": load_page(pilot, request.user),
        "may_edit": may_edit,
        "tabs": pilot_tabs(pilot, "detail", may_edit=may_edit),
    }
    if may_edit:
        context |= {
            "steps": open_steps(pilot),
            "may_be_tendered": pilot.status in (PilotStatus.APPROVED, PilotStatus.CONDITIONAL),
            "may_be_published": pilot.status in PilotStatus.approved(),
        }
    return render(request, "pilots/pilot_detail.html", context)


@require_safe
def pilot_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who changed what on this pilot, newest first."""
    pilot, _ = pilot_to_edit(request, reference)
    page = step_page(request, partial(pilot_timeline, pilot))
    states = restorable(page.steps, pilot)

    def restore_url(step: Step) -> str:
        return reverse("pilots:restore", args=[reference, step.history_id]) if step.key in states else ""

    tabs = pilot_tabs(pilot, "history")
    context = {"pilot": pilot, "tabs": tabs, **page.context(step_title, restore_url=restore_url)}
    return render(request, "pilots/pilot_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_restore(request: HttpRequest, reference: str, history_id: int) -> HttpResponse:
    """Show what bringing an earlier profile back would change, and bring it back."""
    pilot, editor = pilot_to_edit(request, reference)
    try:
        record = pilot.history.get(history_id=history_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    changes = changes_by_restoring(pilot, record)
    if request.method != "POST":
        context = {"pilot": pilot, "record": record, "changes": changes, "title": "Früheres Profil wiederherstellen"}
        return render(request, "pilots/pilot_restore.html", context)
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 10 else 0
    try:
        if changes:  # else a second click
            restore_profile(pilot, record, version=version, by=editor)
    except StaleVersionError:
        messages.error(request, MEANWHILE)
        return redirect("pilots:restore", reference, history_id)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect("pilots:history", reference)
    messages.success(request, "Das frühere Profil ist wiederhergestellt.")
    return redirect(pilot)


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_step(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Ask before a step of the pilot, and take it."""
    pilot, editor = pilot_to_edit(request, reference)
    step = find_step(slug)
    if step is None:
        raise Http404
    if step not in open_steps(pilot):
        messages.info(
            request, f"Das Pilotprojekt ist „{pilot.get_status_display()}“; dieser Schritt ist nicht möglich."
        )
        return redirect(pilot)
    form = ReasonForm(request.POST if request.method == "POST" else None, reason_required=step.reason_required)
    if form.is_valid():
        return _take(request, pilot, step, by=editor, reason=form.cleaned_data["reason"])
    context = {"pilot": pilot, "title": step.label, "text": step.text, "form": form}
    return render(request, "pilots/pilot_step.html", context, status=422 if form.errors else 200)


@require_POST
def pilot_publication(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish a pilot, or take its public page back (``zurueck``)."""
    pilot, editor = pilot_to_edit(request, reference)
    try:
        if "zurueck" in request.POST:
            unpublish_pilot(pilot, by=editor)
            messages.success(request, "Das Pilotprojekt ist nicht mehr öffentlich.")
        else:
            publish_pilot(pilot, by=editor)
            messages.success(request, "Das Pilotprojekt ist veröffentlicht.")
    except TransitionError as error:
        messages.error(request, str(error))
    return redirect(pilot)


def _take(request: HttpRequest, pilot: Pilot, step: PilotStep, **given: Any) -> HttpResponse:
    try:
        step.run(pilot, **given)
    except TransitionError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, step.done)
    return redirect(pilot)
