"""The steps that an editor takes with one row and what is below it: indent, outdent, up, down.

The editor's script takes the same steps in the browser (``static/js/outline-rows.js``); these serve the buttons that
work without it. Depth is counted as in the outline: section 0, agenda item 1, points 2 to 5.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from people.models import User
from workshops.content import MAX_POINT_LEVEL
from workshops.models import AgendaItem, Point, Protocol, Section
from workshops.models.points import VOTE_FIELDS
from workshops.models.protocols import TITLE_LENGTH
from workshops.selectors import Row, RowType, outline_rows
from workshops.services.outline import (
    MovedRow,
    NewRow,
    OutlineError,
    Placement,
    RowGoneError,
    Run,
    block,
    change_outline,
    editable_protocol,
)

MAX_DEPTH = 2 + MAX_POINT_LEVEL
DETAILS_WOULD_BE_LOST = (
    "Ein Abschnitt oder TOP hat weder Namen noch Termin noch Stimmen. Bitte leeren Sie diese Felder zuerst."
)

Step = Callable[[Sequence[Row], int], tuple[int, int]]
"""From the outline and the index of a row to the index before which its block goes, and the change of its depth."""


@transaction.atomic
def step_row(protocol: Protocol, key: str, step: str, *, by: User | None) -> Row:
    """Take one of the ``STEPS`` ("indent", "outdent", "up", "down") with a row, and return the row.

    The row is another object afterwards where the step makes a point an agenda item, or the like.
    Raises :class:`~workshops.services.outline.OutlineError` where the outline does not allow the step.
    """
    protocol = editable_protocol(protocol)
    rows = outline_rows(protocol)
    at = next((index for index, row in enumerate(rows) if row.key == key), None)
    if at is None:
        raise RowGoneError(key)
    target, shift = STEPS[step](rows, at)
    moving = _moving(rows, at, shift)
    after = [row for row in rows[:target] if row not in moving][-1:]
    return _place(protocol, moving, shift, after=after[0] if after else None, by=by).placed[0]


def indent(rows: Sequence[Row], at: int) -> tuple[int, int]:
    """One level deeper: a section becomes an agenda item, an agenda item a point."""
    above = rows[at - 1].depth if at else -1
    if rows[at].depth > above or rows[at].depth == MAX_DEPTH:
        raise OutlineError("Weiter einrücken lässt sich diese Zeile nicht.")
    return at, 1


def outdent(rows: Sequence[Row], at: int) -> tuple[int, int]:
    """One level out: a point of the first level becomes an agenda item, an agenda item a section."""
    if rows[at].depth == 0:
        raise OutlineError("Weiter ausrücken lässt sich diese Zeile nicht.")
    return at, -1


def up(rows: Sequence[Row], at: int) -> tuple[int, int]:
    """Before the row above that is not deeper, with all that is below it."""
    own = rows[at].depth
    for target in range(at - 1, -1, -1):
        above = rows[target - 1].depth if target else -1
        if rows[target].depth <= own and above + 1 >= min(own, 2):
            return target, min(own, above + 1) - own
    raise OutlineError("Weiter nach oben lässt sich diese Zeile nicht verschieben.")


def down(rows: Sequence[Row], at: int) -> tuple[int, int]:
    """Behind the next row of the same depth and all below that, or into the next agenda item or section."""
    own = rows[at].depth
    for index in range(at + len(block(rows, rows[at])), len(rows)):
        target = index + (len(block(rows, rows[index])) if rows[index].depth == own else 1)
        above = rows[target - 1].depth
        if above + 1 >= min(own, 2):
            return target, min(own, above + 1) - own
    raise OutlineError("Weiter nach unten lässt sich diese Zeile nicht verschieben.")


STEPS: dict[str, Step] = {"indent": indent, "outdent": outdent, "up": up, "down": down}


def row_type(depth: int) -> RowType:
    """Return what a row of this depth is."""
    return (Section, AgendaItem, Point)[min(depth, 2)]


def carried_content(row: Row, to: RowType) -> dict[str, Any]:
    """Return the content of a row that becomes another type. Raises ``OutlineError`` where something would be lost."""
    text = row.text if isinstance(row, Point) else row.title
    if to is Point:
        if not text:
            raise OutlineError("Ein Protokollpunkt braucht einen Text. Bitte schreiben Sie ihn zuerst.")
        return {"text": text}
    if isinstance(row, Point) and any([row.who, row.due_on, *(getattr(row, name) is not None for name in VOTE_FIELDS)]):
        raise OutlineError(DETAILS_WOULD_BE_LOST)
    if len(text) > TITLE_LENGTH:
        raise OutlineError(f"Ein Titel hat höchstens {TITLE_LENGTH} Zeichen. Bitte kürzen Sie den Text zuerst.")
    return {"title": text}


def _moving(rows: Sequence[Row], at: int, shift: int) -> list[Row]:
    """Return the row with what goes along: all below it, but a section or what becomes one leaves the rest in place."""
    whole = block(rows, rows[at])
    return whole if shift == 0 or min(rows[at].depth, rows[at].depth + shift) > 0 else whole[:1]


def _place(protocol: Protocol, moving: Sequence[Row], shift: int, *, after: Row | None, by: User | None) -> Placement:
    place: list[NewRow | MovedRow] = []
    replaced: list[tuple[Row, int]] = []
    for row in moving:
        depth = min(row.depth + shift, MAX_DEPTH)
        to, level = row_type(depth), max(depth - 2, 0)
        if isinstance(row, to):
            place.append(MovedRow(row, level))
        else:
            place.append(NewRow(to, level, carried_content(row, to)))
            replaced.append((row, row.version))
    return change_outline(protocol, runs=[Run(place, after)], remove=replaced, by=by, reason="Zeile verschoben")
