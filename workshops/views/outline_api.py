"""What the outline editor's script sends while someone types: the content of one row, or a change of the outline.

Questions and answers are JSON. An answer that is not 200 holds ``reason`` (for the script) and ``message`` (a German
sentence); the script keeps the text in each case.
"""

import json
from collections.abc import Callable
from functools import wraps
from itertools import count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.transitions import TransitionError
from common.versions import StaleVersionError
from people.models import User
from workshops.forms.outline import MAX_ROWS, NEW_KEY, PlaceForm, RowForm
from workshops.models import Protocol
from workshops.selectors import Row
from workshops.services.outline import NewRow, OutlineError, RowGoneError, Run, change_outline, edit_row_of, holds
from workshops.views.outline import protocol_to_edit, rival_of

Answer = dict[str, Any]


class RefusedError(Exception):
    """An answer other than 200: status, reason and message, and what else the script needs."""

    def __init__(self, status: int, reason: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.answer: Answer = {"reason": reason, "message": message, **more}


def outline_endpoint(view: Callable[[User, Protocol, Answer], Answer]) -> Callable[..., JsonResponse]:
    """Let a view take editor, protocol and a JSON object and return one; its errors become answers."""

    @require_POST
    @wraps(view)
    def endpoint(request: HttpRequest, slug: str) -> JsonResponse:
        editor, protocol = protocol_to_edit(request, slug)
        try:
            answer = view(editor, protocol, _question(request, editor))
        except RefusedError as error:
            return JsonResponse(error.answer, status=error.status)
        except TransitionError as error:
            return JsonResponse({"reason": "closed", "message": str(error)}, status=409)
        except OutlineError as error:
            return JsonResponse({"reason": "refused", "message": str(error)}, status=422)
        except ValidationError as error:
            return JsonResponse({"reason": "refused", "message": " ".join(error.messages)}, status=422)
        return JsonResponse({"saved_at": f"{timezone.localtime():%H:%M}", **answer})

    return endpoint


@outline_endpoint
def save_row(editor: User, protocol: Protocol, question: Answer) -> Answer:
    """Save the content of one row: ``{"row": {"key": "p12", "version": 3, "kind": …, "text": …}}``."""
    form = _valid(RowForm, question.get("row"))
    key, version = form.cleaned_data["key"], form.cleaned_data["version"] or 0
    if not key.startswith(form.row_type.KEY_PREFIX):
        raise _gone(key)
    try:
        saved = edit_row_of(protocol, key, version=version, content=form.content, by=editor)
    except StaleVersionError as error:
        raise _stale(error.current) from error
    except RowGoneError as error:
        raise _gone(key) from error
    return {"key": saved.key, "version": saved.version, "who": getattr(saved, "who", "")}


@outline_endpoint
def save_places(editor: User, protocol: Protocol, question: Answer) -> Answer:
    """Put rows behind others and remove rows: ``{"runs": [{"after": "p11", "rows": […]}], "remove": [["p9", 2]]}``.

    A row whose key begins with "new-" is a new one with its content; any other is only moved. The answer names each
    placed row with its version, and the whole outline as [key, depth, version].
    """
    runs = _runs(_list(question, "runs"))
    remove = [_removed_row(pair) for pair in _list(question, "remove")]
    try:
        placement = change_outline(protocol, runs=runs, remove=remove, by=editor)
    except StaleVersionError as error:
        raise _stale(error.current) from error
    except RowGoneError as error:
        raise _gone(error.key) from error
    asked = [row for run in runs for row in run.rows]
    return {
        "rows": [_placed_answer(*pair) for pair in zip(asked, placement.placed, strict=True)],
        "outline": [[row.key, row.depth, row.version] for row in placement.outline],
    }


def _question(request: HttpRequest, editor: User) -> Answer:
    """Return the request's JSON object. The script says for whom the page was made: others may have signed in since."""
    try:
        question = _with_whole_characters(json.loads(request.body))
    except (ValueError, RecursionError) as error:
        raise _malformed() from error
    if not isinstance(question, dict):
        raise _malformed()
    if question.get("user") != editor.pk:
        message = "In diesem Browser ist jetzt jemand anderes angemeldet. Bitte melden Sie sich wieder an."
        raise RefusedError(403, "other_user", message)
    return question


def _with_whole_characters(question: Any) -> Any:
    """Put a question mark for half a character (a lone surrogate), which a script can send but no database stores."""
    return json.loads(json.dumps(question, ensure_ascii=False).encode("utf-8", "replace"))


def _list(question: Answer, name: str) -> list[Any]:
    value = question.get(name, [])
    if not isinstance(value, list) or len(value) > MAX_ROWS:
        raise _malformed()
    return value


def _valid(form_class: type[PlaceForm], data: Any, index: int = 0) -> Any:
    """Return the valid form of one row. Raises :class:`RefusedError` with the errors by field, and the row's index."""
    if not isinstance(data, dict) or not all(isinstance(value, str | int | None) for value in data.values()):
        raise _malformed()
    form: forms.Form = form_class(data)
    if not form.is_valid():
        message = "Bitte prüfen Sie die markierte Zeile."
        raise RefusedError(422, "invalid", message, index=index, errors=form.errors)
    return form


def _runs(data: list[Any]) -> list[Run]:
    """Return the runs of rows to place. Errors name a row by its index over all runs."""
    index = count()
    runs: list[Run] = []
    for run in data:
        match run:
            case {"after": (str() | None) as after, "rows": list(rows)}:
                runs.append(Run([_placed_row(row, next(index)) for row in rows], after))
            case _:
                raise _malformed()
    return runs


def _placed_row(data: Any, index: int) -> Any:
    if index >= MAX_ROWS:
        raise _malformed()
    is_new = isinstance(data, dict) and str(data.get("key", "")).startswith(NEW_KEY)
    return _valid(RowForm if is_new else PlaceForm, data, index).placed_row()


def _removed_row(pair: Any) -> tuple[str, int]:
    match pair:
        case [str(key), int(version)]:
            return key, version
    raise _malformed()


def _placed_answer(asked: Any, row: Row) -> Answer:
    """Name a placed row; where an earlier, unanswered request made it with other content, its first version counts."""
    is_as_asked = not isinstance(asked, NewRow) or holds(row, asked.content)
    version = row.version if is_as_asked else 1
    return {"key": row.key, "version": version, "is_as_asked": is_as_asked, "who": getattr(row, "who", "")}


def _stale(current: Any) -> RefusedError:
    rival = rival_of(current.key, current)
    message = f"{rival.by} hat diese Zeile inzwischen geändert."
    return RefusedError(409, "stale", message, key=current.key, stored=rival.values, by=rival.by, at=_clock(rival.at))


def _gone(key: str) -> RefusedError:
    rival = rival_of(key, None)
    return RefusedError(
        410, "gone", f"{rival.by} hat diese Zeile inzwischen entfernt.", key=key, by=rival.by, at=_clock(rival.at)
    )


def _malformed() -> RefusedError:
    return RefusedError(400, "malformed", "Diese Anfrage ist unvollständig. Bitte laden Sie die Seite neu.")


def _clock(moment: Any) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M}" if moment else ""
