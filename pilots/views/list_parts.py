"""Pages on which editors compose a draft: its entries and its criteria."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.drafts import discard_draft, keeps_draft, open_draft
from common.transitions import TransitionError
from common.versions import StaleVersionError
from ideas.forms.call_questions import moved
from people.models import User
from pilots.enums import ListStatus
from pilots.forms.criteria import criterion_formset, rows_of, typed_rows, wanted_criteria
from pilots.models import Entry, PilotList
from pilots.selectors.lists import candidates_for, criteria_stamp
from pilots.selectors.lists import rows_of as entry_rows
from pilots.services.lists import TEMPLATE, add_entries, place_entries, remove_entry, set_criteria
from pilots.views.lists import list_and_editor

MOVES = {"up": -1, "down": 1}
"""The buttons that move an entry or a criterion, and by how many places."""

OPENED = "Die Bewertung ist eröffnet; die Liste lässt sich nicht mehr ändern."


@require_http_methods(["GET", "HEAD", "POST"])
def list_entries(request: HttpRequest, slug: str) -> HttpResponse:
    """Put candidates on a draft, take them off, and bring them in order; every button saves at once."""
    pilot_list, editor = list_and_editor(request, slug)
    if pilot_list.status != ListStatus.DRAFT:
        messages.info(request, OPENED)
        return redirect(pilot_list)
    if request.method == "POST":
        focus = ""
        try:
            focus = _change_entries(request, pilot_list, editor)
        except TransitionError as error:
            messages.error(request, str(error))
        return redirect(reverse("pilots:list_entries", args=[slug]) + (f"?fokus={focus}" if focus else ""))
    moved_by, _, moved_entry = request.GET.get("fokus", "").partition("-")
    rows = entry_rows(pilot_list)
    cost = sum(row.total for row in rows)
    context = {
        "list": pilot_list,
        "rows": rows,
        "cost": cost,
        "over_budget": max(0, cost - pilot_list.budget) if pilot_list.budget else 0,
        "candidates": candidates_for(pilot_list),
        "moved_by": moved_by,
        "moved": _number(moved_entry),
    }
    return render(request, "pilots/list_entries.html", context)


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def list_criteria(request: HttpRequest, slug: str) -> HttpResponse:
    """Show and save the criteria; the buttons that add, move or bring the template answer with the page only."""
    pilot_list, editor = list_and_editor(request, slug)
    if pilot_list.status != ListStatus.DRAFT:
        messages.info(request, OPENED)
        return redirect(pilot_list)
    if request.method != "POST":
        draft = open_draft(request)
        if draft is None:
            return _show_criteria(request, pilot_list, criterion_formset(pilot_list), criteria_stamp(pilot_list))
        typed = draft.as_post()
        formset = criterion_formset(pilot_list, initial=typed_rows(pilot_list, typed))
        return _show_criteria(request, pilot_list, formset, typed.get("stamp", ""), draft=draft)
    stamp = request.POST.get("stamp", "")
    if not criterion_formset(pilot_list, request.POST).management_form.is_valid():
        return _save_criteria(request, pilot_list, editor, stamp)
    rows = typed_rows(pilot_list, request.POST)
    if "add" in request.POST:
        return _show_criteria(request, pilot_list, criterion_formset(pilot_list, initial=[*rows, {}]), stamp)
    if "template" in request.POST:
        formset = criterion_formset(pilot_list, initial=rows_of(TEMPLATE))
        return _show_criteria(request, pilot_list, formset, stamp)
    for name, by in MOVES.items():
        if (index := _number(request.POST.get(name, ""))) is not None:
            formset = criterion_formset(pilot_list, initial=moved(rows, index=index, by=by))
            return _show_criteria(request, pilot_list, formset, stamp, moved_by=name, moved_to=index + by)
    return _save_criteria(request, pilot_list, editor, stamp)


def _change_entries(request: HttpRequest, pilot_list: PilotList, editor: User) -> str:
    """Do what the pressed button says and return which one gets the focus again."""
    post = request.POST
    if "add" in post:
        chosen = candidates_for(pilot_list).filter(reference__in=post.getlist("pilot"))
        add_entries(pilot_list, list(chosen), by=editor)
        messages.success(request, f"Aufgenommen: {len(chosen)}." if chosen else "Bitte wählen Sie Pilotprojekte aus.")
        return ""
    if "remove" in post:
        remove_entry(pilot_list, _entry(pilot_list, post["remove"]), by=editor)
        messages.success(request, "Das Pilotprojekt ist von der Liste genommen.")
        return ""
    stored = {entry.pk: place for place, entry in enumerate(pilot_list.entries.all(), start=1)}
    for name, by in MOVES.items():
        if name in post:
            entry = _entry(pilot_list, post[name])
            place_entries(pilot_list, {entry.pk: max(1, stored[entry.pk] + by)}, by=editor)
            return f"{name}-{entry.pk}"
    typed = {pk: _number(post.get(f"platz-{pk}", "")) or place for pk, place in stored.items()}
    place_entries(pilot_list, {pk: place for pk, place in typed.items() if place != stored[pk]}, by=editor)
    messages.success(request, "Die Reihenfolge ist gespeichert.")
    return ""


def _entry(pilot_list: PilotList, given: str) -> Entry:
    """Return the entry with this id. Raises ``Http404``, also where somebody else took it off meanwhile."""
    if (pk := _number(given)) is None:
        raise Http404
    return get_object_or_404(pilot_list.entries, pk=pk)


def _number(given: str) -> int | None:
    return int(given) if given.isdecimal() and len(given) < 10 else None


def _save_criteria(request: HttpRequest, pilot_list: PilotList, editor: User, stamp: str) -> HttpResponse:
    formset = criterion_formset(pilot_list, request.POST)
    if not formset.is_valid():
        return _show_criteria(request, pilot_list, formset, stamp, status=422)
    try:
        made = set_criteria(pilot_list, wanted_criteria(formset), by=editor, stamp=stamp)
    except StaleVersionError:
        messages.error(request, "Inzwischen hat jemand anderes die Kriterien geändert. Beide stehen auf dieser Seite.")
        stored = list(pilot_list.criteria.all())
        return _show_criteria(request, pilot_list, formset, criteria_stamp(pilot_list), status=409, stored=stored)
    except (TransitionError, ValidationError) as error:
        for sentence in getattr(error, "messages", [str(error)]):
            messages.error(request, sentence)
        return _show_criteria(request, pilot_list, formset, stamp, status=422)
    discard_draft(editor, request.path)
    total = sum(criterion.weight for criterion in made)
    if total == 100:
        messages.success(request, "Die Kriterien sind gespeichert.")
    else:
        shown = f"{total + 0:.2f}".rstrip("0").rstrip(".").replace(".", ",")
        messages.warning(request, f"Gespeichert. Die Gewichte ergeben {shown} %, für die Öffnung müssen es 100 % sein.")
    return redirect("pilots:list_criteria", pilot_list.slug)


def _show_criteria(
    request: HttpRequest, pilot_list: PilotList, formset: Any, stamp: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"list": pilot_list, "formset": formset, "stamp": stamp}
    return render(request, "pilots/list_criteria.html", context, status=status)
