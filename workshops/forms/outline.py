"""The outline editor's formset: one form for each row (DESIGN 9). ``outline_layout.py`` draws it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory

from common.validators import plausible_day
from workshops.content import MAX_POINT_LEVEL
from workshops.enums import PointKind
from workshops.models import AgendaItem, Point, Section
from workshops.models.points import VOTE_FIELDS
from workshops.models.protocols import TITLE_LENGTH
from workshops.selectors import Row, RowType
from workshops.services.outline import MovedRow, NewRow
from workshops.services.outline_steps import DETAILS_WOULD_BE_LOST
from workshops.services.whole_outline import PostedRow

MAX_ROWS = 1_500
TEXT_LENGTH = 5_000
WHO_LENGTH = 200
MAX_VOTES = 9_999

SECTION, ITEM = "section", "item"
KINDS = [*PointKind.choices, (ITEM, "TOP"), (SECTION, "Abschnitt")]
"""What a row can be, as the menu of a row offers it."""

TYPES: Mapping[str, RowType] = {SECTION: Section, ITEM: AgendaItem}
DETAILS = ("who", "due_on", *VOTE_FIELDS)

NEW_KEY = "new-"
"""How the key of a row begins that the browser made and the server does not know yet; a UUID follows."""


class SharedFields(dict[str, forms.Field]):
    """The fields of all forms of one class. No row changes them, so Django need not copy them for each row."""

    def __deepcopy__(self, memo: Any) -> "SharedFields":
        return self


class PlaceForm(forms.Form):
    """Which row goes to which level."""

    key = forms.CharField(required=False, max_length=60)
    level = forms.IntegerField(label="Ebene", required=False, min_value=0, max_value=MAX_POINT_LEVEL)

    def clean_key(self) -> str:
        """Refuse a made-up key."""
        key: str = self.cleaned_data["key"]
        if key.startswith(NEW_KEY):
            try:
                UUID(key.removeprefix(NEW_KEY))
            except ValueError as error:
                raise ValidationError("Dieser Schlüssel ist ungültig. Bitte laden Sie die Seite neu.") from error
        return key

    def placed_row(self) -> NewRow | MovedRow:
        """Return what the valid form says for a change of the outline."""
        return MovedRow(self.cleaned_data["key"], self.cleaned_data["level"] or 0)


class RowForm(PlaceForm):
    """One row as the page posts it: a section, an agenda item, or a point of some kind.

    ``drawing`` is what its template shows (``outline_layout.py``).
    """

    drawing: dict[str, Any]

    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    kind = forms.ChoiceField(label="Art", choices=KINDS)
    text = forms.CharField(label="Text", required=False, max_length=TEXT_LENGTH)
    who = forms.CharField(label="Wer", required=False, max_length=WHO_LENGTH)
    due_on = forms.DateField(label="Termin", required=False, validators=[plausible_day])
    votes_yes = forms.IntegerField(label="Ja", required=False, min_value=0, max_value=MAX_VOTES)
    votes_no = forms.IntegerField(label="Nein", required=False, min_value=0, max_value=MAX_VOTES)
    votes_abstained = forms.IntegerField(label="Enthaltungen", required=False, min_value=0, max_value=MAX_VOTES)
    votes_conflicted = forms.IntegerField(label="Befangen", required=False, min_value=0, max_value=MAX_VOTES)

    def clean_text(self) -> str:
        """Make the text one paragraph."""
        return " ".join(self.cleaned_data["text"].splitlines())

    def clean(self) -> dict[str, Any]:
        """Hold the rules of the row's type: a point has a text, a title is short and has no details."""
        cleaned = self.cleaned_data
        text, kind = cleaned.get("text"), cleaned.get("kind")
        if kind in TYPES:
            if text and len(text) > TITLE_LENGTH:
                self.add_error("text", f"Ein Titel hat höchstens {TITLE_LENGTH} Zeichen; es sind {len(text)}.")
            if self._is_filled(DETAILS):
                self.add_error("kind", DETAILS_WOULD_BE_LOST)
        elif text == "" and not self.is_blank:
            self.add_error("text", "Ein Protokollpunkt braucht einen Text. Sonst entfernen Sie bitte die Zeile.")
        return cleaned

    @property
    def is_blank(self) -> bool:
        """Whether this is an empty line that was offered and not used."""
        return not self.cleaned_data.get("key") and not self._is_filled(("text", *DETAILS))

    def _is_filled(self, names: Sequence[str]) -> bool:
        return any(self.cleaned_data.get(name) not in (None, "") for name in names)

    @property
    def row_type(self) -> RowType:
        """What the valid form's row is."""
        return TYPES.get(self.cleaned_data["kind"], Point)

    @property
    def content(self) -> dict[str, Any]:
        """The content of the valid form's row, by the names that the outline's services know."""
        cleaned = self.cleaned_data
        if self.row_type is not Point:
            return {"title": cleaned["text"]}
        votes = VOTE_FIELDS if cleaned["kind"] == PointKind.DECISION else ()
        return {name: cleaned[name] for name in ("kind", "text", "who", "due_on", *votes)}

    def posted_row(self) -> PostedRow:
        """Return the valid form's row for saving the whole outline."""
        cleaned = self.cleaned_data
        return PostedRow(
            self.row_type, cleaned["level"] or 0, self.content, cleaned["key"], version=cleaned["version"] or 0
        )

    def placed_row(self) -> NewRow | MovedRow:
        """Return the valid form's row, which is a new one, for a change of the outline."""
        client_key = UUID(self.cleaned_data["key"].removeprefix(NEW_KEY))
        return NewRow(self.row_type, self.cleaned_data["level"] or 0, self.content, client_key)


for form_class in (PlaceForm, RowForm):
    form_class.base_fields = SharedFields(form_class.base_fields)


def row_values(row: Row) -> dict[str, Any]:
    """Return a stored row as the values of its form; a date in ISO form."""
    if not isinstance(row, Point):
        kind = SECTION if isinstance(row, Section) else ITEM
        return {"key": row.key, "version": row.version, "level": 0, "kind": kind, "text": row.title}
    values = {name: getattr(row, name) for name in ("key", "version", "level", "kind", "text", "who", *VOTE_FIELDS)}
    return values | {"due_on": row.due_on.isoformat() if row.due_on else ""}


OutlineFormSet: "type[BaseFormSet[RowForm]]" = formset_factory(
    RowForm, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS + 1, validate_max=True
)
"""The rows of one outline in reading order; prefix ``PREFIX``."""

PREFIX = "rows"
