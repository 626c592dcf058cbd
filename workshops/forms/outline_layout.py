"""How the outline editor's formset looks: each row is drawn by one small template from plain values.

A page has a hundred rows and more. Drawn field by field, as other forms are, it would take twenty times as long.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django.forms.formsets import BaseFormSet
from django.template import Context
from django.template.base import Template
from django.template.loader import get_template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from workshops.content import MAX_POINT_LEVEL
from workshops.enums import PointKind
from workshops.forms.outline import ITEM, KINDS, PREFIX, SECTION, RowForm
from workshops.models.points import VOTE_FIELDS
from workshops.numbering import item_number, roman

NEEDED_DETAILS: Mapping[str, tuple[str, ...]] = {
    PointKind.TASK: ("who", "due_on"),
    PointKind.STATEMENT: ("who",),
    PointKind.MILESTONE: ("due_on",),
    PointKind.DECISION: ("votes",),
}
"""The details that a row shows beside its text, by kind; who and due day are also shown where they are filled."""

EMPTY: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Rival:
    """What someone else made of a row that was changed here, too: its values (``None``: removed), by whom, and when."""

    values: Mapping[str, Any] | None
    by: str
    at: datetime | None


class RowTemplate:
    """Crispy layout object: draws one row."""

    def render(self, form: RowForm, context: Any, template_pack: Any = None, **kwargs: Any) -> SafeString:
        """Return the row's HTML from the values that :func:`prepare_rows` gave it."""
        form.rendered_fields.update(form.fields)  # type: ignore[attr-defined]
        return draw_row(form.drawing)


def outline_helper() -> FormHelper:
    """Return the crispy helper of the formset; the form element belongs to the page."""
    helper = FormHelper()
    helper.form_tag = False
    helper.template = "workshops/_outline_rows.html"
    helper.layout = Layout(RowTemplate())
    return helper


def prepare_rows(
    formset: "BaseFormSet[RowForm]",
    *,
    recorded: Mapping[str, str],
    rivals: Mapping[int, Rival] | None = None,
    focus: int = -1,
) -> None:
    """Give each form what its template shows: values, number ("II.1"), label, errors, and its rival if it has one.

    ``recorded`` are the lines that no longer change (:func:`~workshops.selectors.recorded_lines`), ``rivals`` are by
    index; ``focus`` is the index of the row to write in first.
    """
    sections = items = 0
    for index, form in enumerate(formset.forms):
        values = shown_values(form)
        kind, number = values["kind"], ""
        if kind == SECTION:
            sections, items = sections + 1, 0
            number = roman(sections)
        elif kind == ITEM:
            items += 1
            number = item_number(sections, items)
        rival = (rivals or {}).get(index)
        form.drawing = values | {
            "prefix": form.prefix,
            "number": number,
            "label": row_label(kind, number or item_number(sections, items), int(values["level"])),
            "kinds": kind_options(kind),
            "reference": recorded.get(values["key"], ""),
            "anchor": f"row-{values['key']}" if values["key"] else "neu" if index == focus else "",
            "focus": index == focus,
            "is_blank": not values["key"] and not values["text"],
            "rival": rival,
        }
        if rival:
            form.drawing |= _version_to_decide_on(rival)
        if form.is_bound and form.errors:
            form.drawing |= {"errors": form.errors, "messages": error_messages(form)}


def draw_row(values: Mapping[str, Any]) -> SafeString:
    """Return a row's HTML. Rows without anything special are filled into the pattern of their shape."""
    template: Any = get_template("workshops/_outline_row.html")
    if not values["key"] or any(values.get(name) for name in ("errors", "rival", "focus")):
        return mark_safe(template.render(dict(values)))  # noqa: S308
    shape = (values["kind"], values["shows_who"], values["shows_due_on"], bool(values["reference"]))
    filled = {name: "" if values[name] is None else escape(str(values[name])) for name in FILLED}
    return mark_safe(row_pattern(template.template, *shape).format_map(filled))  # noqa: S308


FILLED = (
    "prefix",
    "key",
    "version",
    "level",
    "depth",
    "anchor",
    "number",
    "label",
    "text",
    "who",
    "due_on",
    "reference",
    *VOTE_FIELDS,
)
"""What differs between rows of the same shape."""


@cache
def row_pattern(template: Template, kind: str, shows_who: bool, shows_due_on: bool, is_recorded: bool) -> str:
    """Return the HTML of all rows of one shape, with ``{key}`` and the like where they differ.

    Filling in a pattern takes a twentieth of the time of drawing a template, and a page has a hundred rows.
    """
    values: dict[str, Any] = {name: f"{{{name}}}" for name in FILLED} | {"kind": kind, "kinds": kind_options(kind)}
    values |= {"shows_who": shows_who, "shows_due_on": shows_due_on, "votes": needed_votes(kind, values)}
    values["reference"] = values["reference"] if is_recorded else ""
    return template.render(Context(values))


def blank_row() -> SafeString:
    """Return the HTML of an empty row with all details, from which the script makes new rows."""
    values: dict[str, Any] = dict.fromkeys(FILLED, "") | {
        "kind": PointKind.INFORMATION,
        "prefix": f"{PREFIX}-__prefix__",
    }
    values |= {"kinds": kind_options(PointKind.INFORMATION), "shows_who": True, "shows_due_on": True}
    values["votes"] = needed_votes(PointKind.DECISION, values)
    return mark_safe(get_template("workshops/_outline_row.html").render(values))  # noqa: S308


def shown_values(form: RowForm) -> dict[str, Any]:
    """Return what the row's controls hold: as posted, or else as stored; and which details it shows."""
    names = form.fields
    if form.is_bound:
        values = {name: form.data.get(f"{form.prefix}-{name}", "") for name in names}
    else:
        values = {name: form.initial.get(name, "") for name in names}
    kind = values["kind"]
    level = int(values["level"]) if str(values["level"]) in LEVELS else 0
    needed = NEEDED_DETAILS.get(kind, ())
    return values | {
        "level": str(level),
        "version": str(values["version"]),
        "depth": str(DEPTHS.get(kind, 2 + level)),
        "shows_who": "who" in needed or bool(values["who"]),
        "shows_due_on": "due_on" in needed or bool(values["due_on"]),
        "votes": needed_votes(kind, values, form.errors if form.is_bound else EMPTY),
    }


def needed_votes(kind: str, values: Mapping[str, Any], errors: Mapping[str, Any] = EMPTY) -> list[tuple[Any, ...]]:
    """Return name, label, value and "has errors" of the four figures of a vote, where the kind has votes."""
    if "votes" not in NEEDED_DETAILS.get(kind, ()):
        return []
    return [(name, RowForm.base_fields[name].label, values[name], name in errors) for name in VOTE_FIELDS]


DEPTHS = {SECTION: 0, ITEM: 1}
LEVELS = frozenset(str(level) for level in range(MAX_POINT_LEVEL + 1))


def row_label(kind: str, number: str, level: int) -> str:
    """Return what a screen reader calls the row's text: "Abschnitt II", "TOP II.1", "Punkt zu II.1, Ebene 2"."""
    if kind == SECTION:
        return f"Abschnitt {number}"
    if kind == ITEM:
        return f"TOP {number}"
    return f"Punkt zu {number}, Ebene {level + 1}" if level else f"Punkt zu {number}"


@cache
def kind_options(selected: str) -> SafeString:
    """Return the options of the kind menu."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, " selected" if value == selected else "", label) for value, label in KINDS),
    )


def error_messages(form: RowForm) -> Sequence[str]:
    """Return the form's errors as sentences, with the label of the field where it is not the text."""
    return [
        str(message) if name in ("text", "kind", "__all__") else f"{form.fields[name].label}: {message}"
        for name, messages in form.errors.items()
        for message in messages
    ]


def _version_to_decide_on(rival: Rival) -> dict[str, Any]:
    """Return the row's hidden values after a conflict: the next save means the version that the person has now seen."""
    if rival.values is None:
        return {"key": "", "version": "", "anchor": "neu"}
    return {"version": rival.values["version"]}
