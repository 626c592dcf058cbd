"""Tenders: the board on which they are ordered, and the page of one with its steps."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.access import require_perm
from common.conflicts import show_conflicts
from common.drafts import discard_draft, initial_of, keeps_draft, open_draft
from common.history_pages import step_page
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from people.rules import is_editor
from pilots.enums import Priority
from pilots.forms.tenders import MoveForm, TenderForm, step_formset, steps_in, typed_steps
from pilots.models import Pilot, Tender
from pilots.selectors.tenders import ENDED, Board, Lane, add_open_steps, board_for, pilots_to_tender, tenders_for
from pilots.services.tenders import MAY_BE_TENDERED, edit_tender, move_tender, place_tender, propose_tender
from pilots.tender_steps import find_move, open_moves
from pilots.timeline import step_title, tender_timeline
from pilots.views.editing import Tab, pilot_to_edit, sections

ADD = "add"
"""Name of the button that asks for one more row of steps."""
COLUMNS = "spalten"
VIEWS = {"": "Liste", COLUMNS: "Spalten"}
"""How the board is drawn, by the parameter ``ansicht``."""
SHOWN = 10
"""How many tenders of a priority the board shows; ``?alle=high`` shows all of one."""
ENDED_LANE = "beendet"
"""What ``alle`` says for those that have ended."""


@require_safe
def tender_board(request: HttpRequest) -> HttpResponse:
    """Show the tenders by priority, as a list or as columns (``?ansicht=spalten``); others than editors only read."""
    board = board_for(request.user)
    if not sections(request.user, "tenders") and not (board.count or board.ended):
        raise Http404
    return _show_board(request, board, request.GET.get("ansicht", ""))


@require_POST
def tender_place(request: HttpRequest) -> HttpResponse:
    """Move a tender on the board: one place (``zug``), or in front of another one (``prioritaet`` and ``vor``).

    ``zug`` is the id of the tender and the direction, "12:hoch"; without the direction where it is dragged.
    """
    number, _, pressed = request.POST.get("zug", "").partition(":")
    pk = int(number) if number.isdecimal() and len(number) < 10 else 0
    tender = get_object_or_404(Tender.objects.visible_to(request.user), pk=pk)
    editor = require_perm(request.user, "pilots.change_tender", tender)
    priority, before = _target(request, tender, board_for(editor), pressed)
    place_tender(tender, priority=priority, before=before, by=editor)
    view = request.POST.get("ansicht", "")
    if not request.htmx:  # type: ignore[attr-defined]
        query = {"ansicht": view} if view == COLUMNS else {}
        query |= {"alle": priority} if _place_of(board_for(editor), pk)[1] > SHOWN else {}
        return redirect(f"{reverse('pilots:tenders')}{'?' if query else ''}{urlencode(query)}#ausschreibung-{pk}")
    return _show_board(request, board_for(editor), view, moved=pk, pressed=pressed)


@require_safe
def tender_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a tender with its steps."""
    tender = get_object_or_404(tenders_for(request.user), pk=pk)
    may_edit = is_editor(request.user)
    context = {
        "tender": tender,
        "steps": tender.steps.all(),
        "knows_pilot": Pilot.objects.visible_to(request.user).filter(pk=tender.pilot_id).exists(),
        "may_edit": may_edit,
        "moves": open_moves(tender) if may_edit else [],
        "may_repeat": may_edit and tender.status in ENDED and tender.pilot.status in MAY_BE_TENDERED,
        "tabs": _tabs(tender, "tender_detail") if may_edit else [],
    }
    return render(request, "pilots/tender_detail.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def tender_create(request: HttpRequest, reference: str) -> HttpResponse:
    """Show and save the form of a new tender of a pilot."""
    pilot, editor = pilot_to_edit(request, reference)
    if request.method != "POST" and pilot.status not in MAY_BE_TENDERED:
        messages.info(request, f"Das Pilotprojekt ist „{pilot.get_status_display()}“ und wird nicht ausgeschrieben.")
        return redirect(pilot)
    if request.method != "POST" or ADD in request.POST:
        return _open(request, pilot, None)
    form, steps = TenderForm(request.POST, pilot=pilot), step_formset(None, request.POST)
    if form.is_valid() and steps.is_valid():
        try:
            tender = propose_tender(pilot, form.content(), steps=steps_in(steps), by=editor)
        except (TransitionError, ValidationError) as error:
            form.add_error(None, _sentences(error))
        else:
            return _saved(request, editor, tender, "Die Ausschreibung ist angelegt.")
    return _show_form(request, form, steps, pilot=pilot, tender=None, status=422)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def tender_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and save a tender with its steps."""
    tender, editor = _tender_to_edit(request, pk)
    if request.method != "POST" or ADD in request.POST:
        return _open(request, tender.pilot, tender)
    form, steps = TenderForm(request.POST, pilot=tender.pilot, tender=tender), step_formset(tender, request.POST)
    conflicts, status = None, 422
    if form.is_valid() and steps.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            edit_tender(tender, version=version, content=form.content(), steps=steps_in(steps), by=editor)
        except StaleVersionError as error:
            conflicts, status = show_conflicts(form, error.current, form.content(), what="die Ausschreibung"), 409
        except ValidationError as error:
            form.add_error(None, _sentences(error))
        else:
            return _saved(request, editor, tender, "Die Ausschreibung ist gespeichert.")
    return _show_form(request, form, steps, pilot=tender.pilot, tender=tender, conflicts=conflicts, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def tender_move(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Ask before the next step of a tender, and take it."""
    tender, editor = _tender_to_edit(request, pk)
    move = find_move(slug)
    if move is None:
        raise Http404
    if move not in open_moves(tender):
        messages.info(request, f"Die Ausschreibung ist „{tender.get_status_display()}“; der Schritt ist nicht möglich.")
        return redirect(tender)
    form = MoveForm(request.POST if request.method == "POST" else None, move=move, initial={"result": tender.result})
    if form.is_valid():
        try:
            move_tender(tender, move.to, by=editor, **form.cleaned_data)
        except (TransitionError, ValidationError) as error:
            messages.error(request, " ".join(_sentences(error)))
        else:
            messages.success(request, "Der Stand der Ausschreibung ist gespeichert.")
        return redirect(tender)
    context = {"tender": tender, "title": move.label, "text": move.text, "form": form}
    return render(request, "pilots/tender_move.html", context, status=422 if form.errors else 200)


@require_safe
def tender_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who changed what on this tender, newest first."""
    tender, _ = _tender_to_edit(request, pk)
    page = step_page(request, partial(tender_timeline, tender))
    context = {"tender": tender, "tabs": _tabs(tender, "tender_history"), **page.context(step_title)}
    return render(request, "pilots/tender_history.html", context)


def _target(request: HttpRequest, tender: Tender, board: Board, pressed: str) -> tuple[str, Tender | None]:
    """Return the priority that a tender moves to, and in front of which one it is put there (``None``: at the end)."""
    lanes = {lane.priority.value: [one for one in lane.tenders if one != tender] for lane in board.lanes}
    if (given := request.POST.get("prioritaet")) in lanes:
        return given, next((one for one in lanes[given] if str(one.pk) == request.POST.get("vor")), None)
    lane = next((list(lane.tenders) for lane in board.lanes if lane.priority == tender.priority), [])
    index = lane.index(tender) if tender in lane else 0
    order = list(Priority.values)
    rank = order.index(tender.priority)
    others = lanes[tender.priority]
    match pressed:
        case "hoch":
            return tender.priority, next(iter(others[max(index - 1, 0) :]), None)
        case "runter":
            return tender.priority, next(iter(others[index + 1 :]), None)
        case "wichtiger" if rank > 0:
            return order[rank - 1], None
        case "weniger" if rank + 1 < len(order):
            return order[rank + 1], next(iter(lanes[order[rank + 1]]), None)
        case _:
            return tender.priority, next(iter(others[index:]), None)


def _show_board(
    request: HttpRequest, board: Board, view: str, *, moved: int | None = None, pressed: str = ""
) -> HttpResponse:
    view = view if view in VIEWS else ""
    base = reverse("pilots:tenders")
    whole = request.POST.get("alle") or request.GET.get("alle", "")
    lanes = [(lane, _shown(lane, whole, moved)) for lane in board.lanes]
    add_open_steps([tender for _, shown in lanes for tender in shown])
    context = {
        "board": board,
        "lanes": lanes,
        "ended": board.ended if whole == ENDED_LANE else board.ended[:SHOWN],
        "whole": whole if whole in (*Priority.values, ENDED_LANE) else "",
        "view": view,
        "views": [
            {"label": label, "url": f"{base}?ansicht={key}" if key else base, "current": key == view}
            for key, label in VIEWS.items()
        ],
        "moved": moved,
        "pressed": pressed,
        "may_edit": is_editor(request.user),
        "tabs": sections(request.user, "tenders"),
    }
    if moved is not None:
        return render(request, "pilots/_board.html", {**context, "told": _place_in_words(board, moved)})
    to_tender = pilots_to_tender(SHOWN + 1) if is_editor(request.user) else []
    context |= {"to_tender": to_tender[:SHOWN], "are_more_to_tender": len(to_tender) > SHOWN}
    return render(request, "pilots/tender_board.html", context)


def _shown(lane: Lane, whole: str, moved: int | None) -> Sequence[Tender]:
    """Return the first of a lane, or all where the visitor asks for them or a card was moved behind the first."""
    first, rest = lane.tenders[:SHOWN], lane.tenders[SHOWN:]
    return lane.tenders if whole == lane.priority or any(one.pk == moved for one in rest) else first


def _place_of(board: Board, pk: int) -> tuple[Lane | None, int]:
    """Return the lane of a tender and its place there, from 1; ``None`` and 0 where it has ended."""
    for lane in board.lanes:
        for place, tender in enumerate(lane.tenders, start=1):
            if tender.pk == pk:
                return lane, place
    return None, 0


def _place_in_words(board: Board, pk: int) -> str:
    lane, place = _place_of(board, pk)
    if lane is None:
        return ""
    subject = lane.tenders[place - 1].subject
    return f"„{subject}“: Priorität {lane.priority.label}, Platz {place} von {len(lane.tenders)}."


def _tender_to_edit(request: HttpRequest, pk: int) -> tuple[Tender, User]:
    tender = get_object_or_404(Tender.objects.visible_to(request.user).select_related("pilot", "sponsor"), pk=pk)
    return tender, require_perm(request.user, "pilots.change_tender", tender)


def _open(request: HttpRequest, pilot: Pilot, tender: Tender | None) -> HttpResponse:
    """Answer with the forms: as typed with one more row, as the draft holds them, or as they begin."""
    make = partial(TenderForm, pilot=pilot, tender=tender)
    draft = open_draft(request) if request.method != "POST" else None
    typed = draft.as_post() if draft else request.POST if request.method == "POST" else None
    if typed is None:
        return _show_form(request, make(), step_formset(tender), pilot=pilot, tender=tender)
    rows = typed_steps(typed) + ([{}] if ADD in request.POST else [])
    form = make(initial=initial_of(make(typed)))
    return _show_form(request, form, step_formset(tender, initial=rows), pilot=pilot, tender=tender, draft=draft)


def _show_form(
    request: HttpRequest, form: TenderForm, steps: Any, *, tender: Tender | None, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"form": form, "steps": steps, "tender": tender}
    context["cancel_url"] = (tender or context["pilot"]).get_absolute_url()
    if tender is not None:
        context["tabs"] = _tabs(tender, "tender_edit")
    return render(request, "pilots/tender_edit.html", context, status=status)


def _saved(request: HttpRequest, editor: User, tender: Tender, told: str) -> HttpResponse:
    discard_draft(editor, request.path)
    messages.success(request, told)
    return redirect(tender)


def _sentences(error: Exception) -> list[str]:
    return getattr(error, "messages", None) or [str(error)]


def _tabs(tender: Tender, current: str) -> list[Tab]:
    pages = [("tender_detail", "Ausschreibung"), ("tender_edit", "Bearbeiten"), ("tender_history", "Verlauf")]
    return [
        {"label": label, "url": reverse(f"pilots:{name}", args=[tender.pk]), "current": name == current}
        for name, label in pages
    ]
