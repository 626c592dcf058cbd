"""The tree editor: one form in which a row is chosen and moved, or something new is made below it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.access import require_perm
from common.drafts import discard_draft, keeps_draft, open_draft
from common.sign_in import NOT_DONE
from common.validators import visible_text
from people.models import User
from strategy.models import ActionField, Measure, Vision
from strategy.selectors.tree import Tree, load_tree
from strategy.services.fields import create_action_field
from strategy.services.measures import create_measure
from strategy.services.tree import move_field, move_measure, move_vision
from strategy.services.visions import create_vision
from strategy.tree_rows import ROOT, Place, Target, find, first_row_of, key_of, target_of_drop, target_of_step

NEW, DROP = "neu", "ablegen"
GONE = (
    "Dieser Eintrag steht nicht mehr dort. Vielleicht hat ihn jemand anderes verschoben; so sieht der Baum jetzt aus."
)
CHOOSE = "Bitte wählen Sie zuerst einen Eintrag im Baum."
AT_END = "In dieser Richtung geht es nicht weiter."
NOT_THERE = "Dort kann der Eintrag nicht stehen, oder er steht dort schon."
NAMELESS = "Bitte schreiben Sie, wie der neue Eintrag heißen soll."


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def tree(request: HttpRequest) -> HttpResponse:
    """Show the tree, and do what the pressed button (``zug``) says with the chosen row (``zeile``)."""
    editor = require_perm(request.user, "strategy.change_vision")
    everything = load_tree(editor)
    if request.method != "POST":
        row, name = _begun(request, editor)
        return _show(request, everything, row, name=name)
    row, step = request.POST.get("zeile") or ROOT, request.POST.get("zug", "")
    place = find(everything, row)
    if place is None and row != ROOT:
        return _show(request, everything, ROOT, error=GONE, name=_name(request))
    if step == NEW:
        return _add(request, everything, row, place, editor)
    if place is None:
        return _show(request, everything, ROOT, error=CHOOSE)
    target = _target(request, everything, place, step)
    if target is None:
        return _show(request, everything, row, error=NOT_THERE if step == DROP else AT_END)
    _move(place, target, editor)
    return _done(request, editor, key_of(place.node, target.parent))


def _begun(request: HttpRequest, editor: User) -> tuple[str, str]:
    """Return which row is chosen at first and what stands in the field: perhaps as typed before the session ended."""
    row, draft = request.GET.get("zeile", ROOT), open_draft(request)
    if draft is None:
        return row, ""
    typed = draft.as_post()
    if not typed.get("name", "").strip():  # somebody was moving a row
        discard_draft(editor, request.path)
        messages.warning(request, NOT_DONE)
    return typed.get("zeile", row), typed.get("name", "")


def _target(request: HttpRequest, everything: Tree, place: Place, step: str) -> Target | None:
    if step == DROP:
        return target_of_drop(everything, place, request.POST.get("ziel", ""), request.POST.get("vor", ""))
    return target_of_step(everything, place, step)


def _move(place: Place, target: Target, editor: User) -> None:
    match place.node:
        case Vision():
            move_vision(place.node, before=target.before, by=editor)
        case ActionField():
            move_field(place.node, source=place.parent, target=target.parent, before=target.before, by=editor)
        case Measure():
            move_measure(place.node, source=place.parent, target=target.parent, before=target.before, by=editor)


def _add(request: HttpRequest, everything: Tree, row: str, place: Place | None, editor: User) -> HttpResponse:
    name = _name(request)
    try:
        visible_text(name)
    except ValidationError:
        return _show(request, everything, row, error=NAMELESS, name=name)
    try:
        made = _make(place, name, editor)
    except ValidationError as error:
        return _show(request, everything, row, error=" ".join(error.messages), name=name)
    return _done(request, editor, row, said=f"„{made}“ ist angelegt.")


def _make(place: Place | None, name: str, editor: User) -> Any:
    """Make a Zielbild below the strategy, a Handlungsfeld below a Zielbild, a Maßnahme below a Handlungsfeld.

    Where a Maßnahme is chosen, the new one stands beside it.
    """
    if place is None:
        return create_vision({"title": name}, by=editor)
    if isinstance(place.node, Vision):
        return create_action_field({"name": name, "visions": [place.node]}, by=editor)
    field = place.node if isinstance(place.node, ActionField) else place.parent
    return create_measure({"title": name, "action_fields": [field] if field else []}, by=editor)


def _name(request: HttpRequest) -> str:
    return request.POST.get("name", "").strip()


def _done(request: HttpRequest, editor: User, row: str, said: str = "") -> HttpResponse:
    """Show the tree as it is now; without htmx on a page of its own, so that reloading repeats nothing."""
    discard_draft(editor, request.path)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('strategy:tree')}?zeile={row}#{row}")
    everything = load_tree(editor)
    return _show(request, everything, row, said=said or _where(find(everything, row)))


def _where(place: Place | None) -> str:
    if place is None:
        return ""
    above = f" in „{place.parent}“" if place.parent else ""
    return f"„{place.node}“ steht jetzt an Stelle {place.index + 1} von {len(place.siblings)}{above}."


def _show(
    request: HttpRequest, everything: Tree, row: str, *, said: str = "", error: str = "", name: str = ""
) -> HttpResponse:
    context = {
        "visions": [(vision, key_of(vision), _field_rows(everything, vision)) for vision in everything.visions],
        "loose_fields": _field_rows(everything, None),
        "loose_measures": _measure_rows(everything, None),
        "row": row if find(everything, row) else ROOT,
        "said": said,
        "error": error,
        "name": name,
    }
    swap = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "strategy/_tree.html" if swap else "strategy/tree.html"
    return render(request, template, context, status=422 if error else 200)


def _field_rows(everything: Tree, vision: Vision | None) -> list[tuple[ActionField, str, Any, str]]:
    """Return each Handlungsfeld with its key, and its Maßnahmen, or else the key of the row that has them."""
    rows = []
    for field in everything.fields_of[vision.pk if vision else None]:
        key, first = key_of(field, vision), first_row_of(everything, field)
        is_first = key == first
        rows.append((field, key, _measure_rows(everything, field) if is_first else [], "" if is_first else first))
    return rows


def _measure_rows(everything: Tree, field: ActionField | None) -> list[tuple[Measure, str]]:
    return [(one, key_of(one, field)) for one in everything.measures_of[field.pk if field else None]]
