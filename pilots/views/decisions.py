"""Deciding a list at its meeting: the sheet, the dry run of everything that will change, and recording it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from post_office.models import Email

from common.access import require_perm
from common.drafts import discard_draft, keeps_draft, open_draft, typed_in
from people.models import User
from pilots.enums import ListStatus, PilotStatus
from pilots.forms.decisions import DecisionSheet, add_condition, initial_of, set_outcomes
from pilots.models import PilotList, Resolution
from pilots.selectors.board import Board, board_of, meetings_to_decide_in
from pilots.services.decision_mails import corrected_in, corrections_of, held_mails
from pilots.services.decision_plans import Plan, plan_decisions
from pilots.services.decisions import PlanChangedError, record_decisions
from pilots.views.lists import find_list, list_context
from workshops.models import Meeting

Context = dict[str, Any]

NOT_TYPED = ("step", "stamp")
"""What of a POST is about the step and not about the sheet."""


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def list_decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is decided; to editors the sheet for the rest, its dry run, and record it."""
    pilot_list, sight = find_list(request, slug)
    context = list_context(pilot_list, request.user, sight, "list_decide")
    meeting = _meeting(request, pilot_list)
    board = board_of(pilot_list, meeting)
    context |= {"board": board, "decided": [place for place in board.places if place.resolution]}
    if request.method == "POST":
        editor = require_perm(request.user, "pilots.decide_list", pilot_list)
        return _answer(request, editor, board, context, corrects=None)
    if request.user.has_perm("pilots.decide_list", pilot_list):
        context["held"] = list(held_mails(pilot_list)) if context["decided"] else []
        if pilot_list.status == ListStatus.CLOSED:
            draft = open_draft(request)
            sheet = DecisionSheet(board, draft.as_post() if draft else None, initial=_proposed(board))
            return _show_sheet(request, sheet, context, draft=draft)
    return render(request, "pilots/decide.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def decision_correct(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show the sheet on which the decision on one pilot is corrected, its dry run, and record the new decision."""
    pilot_list, sight = find_list(request, slug)
    editor = require_perm(request.user, "pilots.decide_list", pilot_list)
    board = board_of(pilot_list, _meeting(request, pilot_list))
    wrong = next((one.resolution for one in board.places if one.entry.pilot.reference == reference), None)
    if wrong is None:
        messages.info(request, "Über dieses Pilotprojekt ist noch nicht entschieden.")
        return redirect("pilots:list_decide", slug)
    context = list_context(pilot_list, editor, sight, "list_decide") | {"board": board}
    if request.method == "POST":
        return _answer(request, editor, board, context, corrects=_named(request, wrong))
    draft = open_draft(request)
    data = draft.as_post() if draft else None
    sheet = DecisionSheet(board, data, initial={wrong.entry_id: initial_of(wrong)}, corrects=wrong)
    return _show_sheet(request, sheet, context, draft=draft)


def _meeting(request: HttpRequest, pilot_list: PilotList) -> Meeting:
    """Return the meeting that was chosen, or that of the list."""
    wanted = request.POST.get("meeting", "")
    if wanted in ("", str(pilot_list.meeting_id)):
        return pilot_list.meeting
    meetings = {str(one.pk): one for one in meetings_to_decide_in(pilot_list)}
    return meetings.get(wanted, pilot_list.meeting)


def _named(request: HttpRequest, current: Resolution) -> Resolution:
    """Return the decision that the sheet was made to correct; somebody may have corrected it since."""
    wanted = request.POST.get("corrects", "")
    if wanted == str(current.pk) or not wanted.isdecimal():
        return current
    return get_object_or_404(Resolution, pk=wanted, entry=current.entry_id)


def _proposed(board: Board) -> dict[int, dict[str, Any]]:
    """Return the outcomes that the Beschlussvorlage proposes, as initial values of the rows."""
    approved = {"outcome": PilotStatus.APPROVED.value}
    return {place.entry.pk: approved for place in board.undecided if place.is_proposed and place.is_decidable}


def _answer(
    request: HttpRequest, editor: User, board: Board, context: Context, *, corrects: Resolution | None
) -> HttpResponse:
    """Do what the pressed button says."""
    step = request.POST.get("step", "")
    data: QueryDict = request.POST
    if step == "set":
        data = set_outcomes(board, data, request.POST.get("outcome", ""))
    if step == "condition":
        data = add_condition(data)
    sheet = DecisionSheet(board, data, corrects=corrects)
    if step not in ("preview", "record"):
        return _show_sheet(request, sheet, context)
    if not sheet.is_valid():
        return _show_sheet(request, sheet, context, status=422)
    if step == "record":
        return _record(request, editor, sheet, context)
    plan = plan_decisions(board.pilot_list, sheet.motions(), meeting=board.meeting)
    return _show_plan(request, sheet, plan, context)


def _record(request: HttpRequest, editor: User, sheet: DecisionSheet, context: Context) -> HttpResponse:
    board = sheet.board
    try:
        made = record_decisions(
            board.pilot_list,
            sheet.motions(),
            stamp=request.POST.get("stamp", ""),
            by=editor,
            meeting=board.meeting,
        )
    except PlanChangedError as error:
        messages.warning(request, str(error))
        return _show_plan(request, sheet, error.plan, context, status=409)
    discard_draft(editor, request.path)
    messages.success(request, _done(made, list(held_mails(board.pilot_list)), corrections_of(board.pilot_list)))
    return redirect("pilots:list_decide", board.pilot_list.slug)


def _done(made: list[Resolution], held: list[Email], corrections: Mapping[tuple[str, str], str]) -> str:
    numbers = list(dict.fromkeys(one.decision.reference for one in made))
    text = f"Der Beschluss {numbers[0]} ist" if len(numbers) == 1 else f"{len(numbers)} Beschlüsse sind"
    text += " festgehalten."
    if held:
        text += " Die E-Mails gehen in 15 Minuten hinaus; bis dahin können Sie sie ändern oder anhalten."
    if wrong := [mail for mail in held if corrected_in(mail, corrections)]:
        people = ", ".join(address for mail in wrong for address in mail.to)
        text += f" Bitte ändern Sie, was an {people} wartet: Darin steht noch der berichtigte Beschluss."
    return text


def _show_plan(
    request: HttpRequest, sheet: DecisionSheet, plan: Plan, context: Context, *, status: int = 200
) -> HttpResponse:
    """Show the dry run, or, where something keeps it from being done, the sheet with what it is."""
    if plan.obstacles:
        for obstacle in plan.obstacles:
            sheet.faults[obstacle.entry].append(obstacle.text)
        return _show_sheet(request, sheet, context, status=409 if status == 409 else 422)
    frame = plan.board.pilot_list.budget
    more = {
        "plan": plan,
        "typed": [(name, value) for name, values in _typed(request.POST).items() for value in values],
        "corrects": sheet.corrects,
        "over_budget": max(0, plan.spent_after - frame) if frame else 0,
    }
    return render(request, "pilots/decide_preview.html", {**context, **more}, status=status)


def _typed(data: QueryDict) -> Mapping[str, list[str]]:
    return {name: values for name, values in typed_in(data).items() if name not in NOT_TYPED}


def _show_sheet(
    request: HttpRequest, sheet: DecisionSheet, context: Context, *, draft: Any = None, status: int = 200
) -> HttpResponse:
    pilot_list = sheet.board.pilot_list
    more = {
        "sheet": sheet,
        "draft": draft,
        "corrects": sheet.corrects,
        "meetings": meetings_to_decide_in(pilot_list) if sheet.board.has_choice else [],
        "back_url": reverse("pilots:list_decide", args=[pilot_list.slug]),
    }
    template = "pilots/decide_correct.html" if sheet.corrects else "pilots/decide.html"
    return render(request, template, {**context, **more}, status=status)
