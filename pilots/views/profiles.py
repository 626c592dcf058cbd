"""Writing pilots: a new one, one that comes of ideas, and the profile of a stored one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.access import require_perm
from common.conflicts import show_conflicts
from common.drafts import discard_draft, initial_of, keeps_draft, open_draft
from common.timeline import FieldChange
from common.versions import StaleVersionError
from ideas.enums import IdeaStatus
from ideas.models import Idea
from people.models import User
from pilots.content import changes_between, content_of
from pilots.forms.pilots import ChooseIdeasForm, PilotForm, cost_formset, costs_in, in_order, typed_costs
from pilots.models import Pilot
from pilots.selectors.pilots import usable_ideas, waiting_ideas
from pilots.services.pilots import create_pilot, edit_pilot, profile_from
from pilots.views.editing import pilot_tabs, pilot_to_edit

ADD = "add"
"""Name of the button that asks for one more row of costs."""


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def pilot_create(request: HttpRequest) -> HttpResponse:
    """Show and save the form of a new pilot; ``?idee=`` or ``?weitere=`` leads on to the form with ideas' texts."""
    editor = require_perm(request.user, "pilots.add_pilot")
    if request.GET:
        return _choose(request, editor)
    return _write(request, editor, [], waiting=waiting_ideas(editor))


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def pilot_create_from(request: HttpRequest, references: str) -> HttpResponse:
    """Show and save the form of a new pilot that comes of ideas, filled with their texts."""
    editor = require_perm(request.user, "pilots.add_pilot")
    wanted = list(dict.fromkeys(references.split(",")))
    ideas = in_order(usable_ideas(editor), wanted)
    if len(ideas) < len(wanted):
        raise Http404
    return _write(request, editor, ideas)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def pilot_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Show and save the profile with partners and costs."""
    pilot, editor = pilot_to_edit(request, reference)
    if request.method != "POST" or ADD in request.POST:
        return _open(request, pilot)
    form, costs = PilotForm(request.POST, pilot=pilot), cost_formset(pilot, request.POST)
    conflicts, status = None, 422
    if form.is_valid() and costs.is_valid():
        given = form.cleaned_data
        try:
            edit_pilot(
                pilot,
                version=given["version"] or 0,
                profile=form.profile(),
                partners=given["partners"],
                costs=costs_in(costs),
                by=editor,
                reason=given["reason"] or "Profil bearbeitet",
            )
        except StaleVersionError as error:
            conflicts, status = _conflicts(form, costs, error.current), 409
        except ValidationError as error:
            _refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, "Das Profil ist gespeichert.")
            return redirect(pilot)
    return _show(request, form, costs, pilot=pilot, conflicts=conflicts, status=status)


def _choose(request: HttpRequest, editor: User) -> HttpResponse:
    """Lead on to the form that is filled from the chosen ideas."""
    choice = ChooseIdeasForm(request.GET, candidates=waiting_ideas(editor), usable=usable_ideas(editor))
    if choice.is_valid():
        return redirect("pilots:create_from", ",".join(choice.cleaned_data["references"]))
    return _write(request, editor, [], choice=choice, waiting=waiting_ideas(editor), status=422)


def _write(request: HttpRequest, editor: User, ideas: list[Idea], **context: Any) -> HttpResponse:
    """Answer with the form of a new pilot, or make the pilot."""
    context["ideas"] = ideas
    if request.method != "POST" or ADD in request.POST:
        if "waiting" in context:
            context.setdefault("choice", ChooseIdeasForm(candidates=context["waiting"], usable=usable_ideas(editor)))
        return _open(request, None, **context)
    form, costs = PilotForm(request.POST), cost_formset(None, request.POST)
    if form.is_valid() and costs.is_valid():
        try:
            pilot = create_pilot(
                form.profile(),
                partners=form.cleaned_data["partners"],
                costs=costs_in(costs),
                ideas=ideas,
                by=editor,
            )
        except ValidationError as error:
            _refuse(form, error)
        else:
            discard_draft(editor, request.path)
            messages.success(request, f"Das Pilotprojekt ist angelegt; es hat die Nummer {pilot.reference}.")
            return redirect(pilot)
    return _show(request, form, costs, status=422, **context)


def _open(request: HttpRequest, pilot: Pilot | None, **context: Any) -> HttpResponse:
    """Answer with the forms: as typed with one more row, as the draft holds them, or as they begin."""
    make = partial(PilotForm, pilot=pilot)
    draft = open_draft(request) if request.method != "POST" else None
    typed = draft.as_post() if draft else request.POST if request.method == "POST" else None
    if typed is None:
        form = make(initial=None if pilot else _begin(context["ideas"]))
        return _show(request, form, cost_formset(pilot), pilot=pilot, **context)
    rows = typed_costs(typed) + ([{}] if ADD in request.POST else [])
    form, costs = make(initial=initial_of(make(typed))), cost_formset(pilot, initial=rows)
    return _show(request, form, costs, pilot=pilot, draft=draft, **context)


def _begin(ideas: list[Idea]) -> dict[str, Any]:
    """Return with what the form of a new pilot begins: the texts of the ideas, and what they all name alike."""
    if not ideas:
        return {}
    shared = {name: {getattr(idea, f"{name}_id") for idea in ideas} - {None} for name in ("action_field", "sponsor")}
    found: dict[str, Any] = {name: next(iter(values)) for name, values in shared.items() if len(values) == 1}
    organisations = list(dict.fromkeys(idea.organisation_id for idea in ideas if idea.organisation_id))
    if organisations:
        found |= {"lead": organisations[0], "partners": organisations[1:]}
    return {**profile_from(ideas), **found}


def _show(
    request: HttpRequest, form: PilotForm, costs: Any, *, pilot: Pilot | None = None, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"form": form, "costs": costs, "pilot": pilot}
    if pilot is not None:
        context |= {"tabs": pilot_tabs(pilot, "edit"), "cancel_url": pilot.get_absolute_url()}
        return render(request, "pilots/pilot_edit.html", context, status=status)
    context["unanswered"] = [idea for idea in context["ideas"] if idea.status != IdeaStatus.PILOT]
    context["cancel_url"] = reverse("pilots:list")
    return render(request, "pilots/pilot_new.html", context, status=status)


def _conflicts(form: PilotForm, costs: Any, stored: Any) -> list[FieldChange]:
    """Show what somebody else saved meanwhile beside what was typed, partners and costs as well."""
    conflicts = show_conflicts(form, stored, form.profile(), what="das Profil")
    now = content_of(stored)
    typed = {
        **now,
        "partners": sorted(str(partner) for partner in form.cleaned_data["partners"]),
        "costs": [
            {"year": cost.year, "amount": cost.amount, "funding_percent": f"{cost.funding_percent:.2f}"}
            for cost in sorted(costs_in(costs), key=lambda cost: cost.year)
        ],
    }
    return conflicts + [FieldChange("", one.label, one.before, one.after) for one in changes_between(now, typed)]


def _refuse(form: PilotForm, error: ValidationError) -> None:
    """Show what a service refuses, at the field that it names where the form has it."""
    named = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for name, errors in named.items():
        form.add_error(name if name in form.fields else None, errors)
