"""The form that makes an idea of a line of a protocol."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import Truncator

from common.layout import form_helper
from common.text import plain_text
from common.validators import visible_text
from ideas.models import Idea
from ideas.models.ideas import TEXT_LENGTH
from workshops.models import Point

TITLE_LENGTH: int = Idea._meta.get_field("title").max_length  # type: ignore[assignment]


class FromPointForm(forms.Form):
    """Title and text of the new idea, both filled in from the line."""

    title = forms.CharField(
        label="Titel",
        max_length=TITLE_LENGTH,
        validators=[visible_text],
        help_text="Worum es geht, in einem Satz. Zum Beispiel: Straßenbeleuchtung nach Bedarf dimmen",
        error_messages={"required": "Bitte geben Sie der Idee einen Titel."},
    )
    summary = forms.CharField(
        label="Idee",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Dieser Text wird als eingereichter Text festgehalten.",
        error_messages={"required": "Bitte beschreiben Sie die Idee."},
    )
    agrees_to_publication = forms.BooleanField(
        label="Die Idee darf in der Ideengalerie veröffentlicht werden",
        required=False,
        help_text="Veröffentlicht wird sie erst, wenn das SMARTCity-Team das auf ihrer Seite auslöst.",
    )

    def __init__(self, data: Any = None, *, point: Point, initial: Mapping[str, Any] | None = None) -> None:
        text = plain_text(point.text)
        from_line = {"title": Truncator(text).chars(TITLE_LENGTH), "summary": text}
        super().__init__(data, initial={**from_line, **(initial or {})})
        self.helper = form_helper(
            "title", "summary", "agrees_to_publication", submit="Idee anlegen", cancel_url=point.get_absolute_url()
        )
