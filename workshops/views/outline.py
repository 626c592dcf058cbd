"""The outline editor: the page with its whole form, as it works without a script (DESIGN 9).

What the editor's script sends while someone types is answered by ``outline_api.py``.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from common.access import require_perm
from common.drafts import discard_draft, keeps_draft, open_draft
from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import Organisation, User
from workshops.forms.outline import ITEM, PREFIX, SECTION, OutlineFormSet, row_values
from workshops.forms.outline_layout import Rival, blank_row, outline_helper, prepare_rows
from workshops.models import Protocol
from workshops.selectors import Row, find_row, last_change_of, outline_rows, recorded_lines
from workshops.services.outline import OutlineError, remove_row
from workshops.services.outline_steps import STEPS, step_row
from workshops.services.whole_outline import OutlineConflictError, save_outline

Values = dict[str, Any]


@keeps_draft
@require_http_methods(["GET", "HEAD", "POST"])
def outline(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the outline of a draft and save it as a whole; the button pressed may ask for one more step."""
    editor, protocol = protocol_to_edit(request, slug)
    if request.method == "POST":
        return _save(request, protocol, editor)
    if not protocol.is_editable:
        return _show_closed(request, protocol)
    draft = open_draft(request)
    if draft:
        return _show(request, protocol, OutlineFormSet(draft.as_post(), prefix=PREFIX), draft=draft)
    rows = [row_values(row) for row in outline_rows(protocol)]
    rows, focus = with_blank_rows(rows, behind=request.GET.get("neu", ""))
    return _show(request, protocol, OutlineFormSet(initial=rows, prefix=PREFIX), focus=focus)


def protocol_to_edit(request: HttpRequest, slug: str) -> tuple[User, Protocol]:
    """Return the editor and the protocol at this address, draft or not. Raises ``Http404`` for who never edits any."""
    editor = require_perm(request.user, "workshops.edit_outline")
    protocols = Protocol.objects.visible_to(editor).select_related("meeting__body")
    return editor, get_object_or_404(protocols, meeting__slug=slug)


def with_blank_rows(rows: list[Values], *, behind: str) -> tuple[list[Values], int]:
    """Return the rows with empty ones to write in, and the index of the one to write in first (-1: none).

    Without a script new rows come from these: one behind the row ``behind`` if asked for, or else one at the end; in an
    empty outline one of each type.
    """
    if not rows:
        return [_blank(SECTION), _blank(ITEM), _blank("information")], 0
    for index, row in enumerate(rows):
        if row["key"] == behind:
            return [*rows[: index + 1], _blank_below(row), *rows[index + 1 :]], index + 1
    return [*rows, _blank_below(rows[-1])], -1


def _blank(kind: str, level: int = 0) -> Values:
    return {"kind": kind, "level": level}


def _blank_below(row: Mapping[str, Any]) -> Values:
    if row["kind"] == SECTION:
        return _blank(ITEM)
    return _blank("information", 0 if row["kind"] == ITEM else row["level"])


def _save(request: HttpRequest, protocol: Protocol, editor: User) -> HttpResponse:
    """Save all rows or none, take the step of the button that was pressed, and lead back to its row."""
    step, _, key = request.POST.get("action", "").partition(":")
    data = _as_stored(request.POST, protocol, key) if step in ("take", "remove") else request.POST
    formset = OutlineFormSet(data, prefix=PREFIX)
    if not formset.is_valid():
        return _show(request, protocol, formset, status=422)
    try:
        keys = save_outline(protocol, [form.posted_row() for form in used_forms(formset)], by=editor)
    except OutlineConflictError as error:
        return _show_conflicts(request, protocol, formset, error)
    except TransitionError as error:
        return _show(request, protocol, formset, status=409, closed=str(error))
    except (OutlineError, ValidationError) as error:
        _tell(request, error)
        return _show(request, protocol, formset, status=422)
    discard_draft(editor, request.path)
    if step == "done":
        return redirect(protocol)
    return _take_step(request, protocol, editor, step, keys.get(key, key))


def used_forms(formset: Any) -> list[Any]:
    """Return the forms of a valid formset without the empty lines that were offered and not used."""
    return [form for form in formset.forms if not form.is_blank]


def _as_stored(data: QueryDict, protocol: Protocol, key: str) -> QueryDict:
    """Return the POST with one row as it is stored, whatever was typed there; a row that is gone stays as it is."""
    row = find_row(protocol, key)
    prefixes = [name.removesuffix("-key") for name, value in data.items() if name.endswith("-key") and value == key]
    if row is None or len(prefixes) != 1:
        return data
    data = data.copy()
    for name, value in row_values(row).items():
        data[f"{prefixes[0]}-{name}"] = "" if value is None else str(value)
    return data


def _take_step(request: HttpRequest, protocol: Protocol, editor: User, step: str, key: str) -> HttpResponse:
    """Take the step of a row's button and lead back to the row."""
    url = reverse("workshops:outline", args=[protocol.meeting.slug])
    try:
        if step == "insert":
            return redirect(f"{url}?neu={key}#neu")
        if step == "remove":
            _remove(protocol, key, editor)
            messages.success(request, "Die Zeile ist entfernt. Im Verlauf der Sitzung lässt sie sich wiederherstellen.")
            return redirect(url)
        if step in STEPS:
            key = step_row(protocol, key, step, by=editor).key
        else:
            messages.success(request, "Gespeichert.")
    except (OutlineError, StaleVersionError, TransitionError, ValidationError) as error:
        _tell(request, error)
    return redirect(f"{url}#row-{key}" if key else url)


def _remove(protocol: Protocol, key: str, editor: User) -> None:
    row = find_row(protocol, key)
    if row is not None:
        remove_row(protocol, row, version=row.version, by=editor)


def _tell(request: HttpRequest, error: Exception) -> None:
    for sentence in error.messages if isinstance(error, ValidationError) else [str(error)]:
        messages.error(request, sentence)


def _show_conflicts(
    request: HttpRequest, protocol: Protocol, formset: Any, error: OutlineConflictError
) -> HttpResponse:
    indexes = [index for index, form in enumerate(formset.forms) if not form.is_blank]
    rivals = {
        indexes[index]: rival_of(formset.forms[indexes[index]].cleaned_data["key"], row)
        for index, row in error.conflicts.items()
    }
    messages.error(request, str(error))
    return _show(request, protocol, formset, status=409, rivals=rivals)


def rival_of(key: str, row: Row | None) -> Rival:
    """Return what someone else made of the row ``key``: it stands as ``row`` now, or was removed."""
    change = last_change_of(key, row)
    by, at = (change.history_user_name, change.history_date) if change else ("", None)
    return Rival(row_values(row) if row else None, by or "Jemand anderes", at)


def _show(
    request: HttpRequest,
    protocol: Protocol,
    formset: Any,
    *,
    status: int = 200,
    rivals: Mapping[int, Rival] | None = None,
    focus: int = -1,
    **context: Any,
) -> HttpResponse:
    prepare_rows(formset, recorded=recorded_lines(protocol), rivals=rivals, focus=focus)
    context |= {
        "protocol": protocol,
        "meeting": protocol.meeting,
        "formset": formset,
        "helper": outline_helper(),
        "blank_row": blank_row(),
        "organisations": Organisation.objects.order_by("name").values_list("name", flat=True),
    }
    return render(request, "workshops/outline_edit.html", context, status=status)


def _show_closed(request: HttpRequest, protocol: Protocol) -> HttpResponse:
    """Say that the protocol is no draft any more; the script shows what this browser still holds of it."""
    context = {"protocol": protocol, "meeting": protocol.meeting}
    return render(request, "workshops/outline_closed.html", context, status=409)
