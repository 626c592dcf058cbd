"""Which idea or pilot stands behind a Maßnahme, and why."""

from typing import Any

from django import forms

from common.conflicts import show_conflicts
from common.layout import form_helper
from common.timeline import FieldChange
from ideas.models import Idea
from people.models import User
from pilots.models import MeasureSource, Pilot
from pilots.selectors.measures import usable_ideas

NOT_THERE = (
    "Eine Idee oder ein Pilotprojekt mit dieser Nummer gibt es nicht. Eine Nummer sieht so aus: I-2020-0042 oder"
    " P-2021-003."
)


class SourceForm(forms.Form):
    """The number of an idea or a pilot, and why it stands behind the Maßnahme; of a stored one only the reason."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    number = forms.CharField(
        label="Nummer der Idee oder des Pilotprojekts",
        max_length=20,
        help_text="Zum Beispiel I-2020-0042 oder P-2021-003.",
        error_messages={"required": "Bitte nennen Sie die Nummer."},
    )
    reason = forms.CharField(
        label="Begründung",
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Was die Maßnahme der Idee oder dem Pilotprojekt verdankt. Lesen alle, die beide sehen dürfen.",
        error_messages={"required": "Bitte schreiben Sie, was die Maßnahme ihr verdankt."},
    )

    def __init__(
        self, data: Any = None, *, user: User, source: MeasureSource | None = None, initial: Any = None, cancel_url: str
    ) -> None:
        stored = {"reason": source.reason, "version": source.version} if source else {}
        super().__init__(data, initial={**stored, **(initial or {})})
        self.user = user
        self.idea: Idea | None = None
        self.pilot: Pilot | None = None
        if source is not None:
            del self.fields["number"]
        self.helper = form_helper(*self.fields, cancel_url=cancel_url)
        self.helper.attrs = {"data-draft": ""}

    def clean_number(self) -> str:
        """Find the idea or the pilot."""
        number: str = self.cleaned_data["number"].strip().upper()
        self.idea = usable_ideas(self.user).filter(reference=number).first()
        self.pilot = Pilot.objects.visible_to(self.user).filter(reference=number).first()
        if self.idea is None and self.pilot is None:
            raise forms.ValidationError(NOT_THERE)
        return number

    def show_conflicts(self, stored: MeasureSource) -> list[FieldChange]:
        """Show what is stored by now beside what was typed, and return all differences."""
        return show_conflicts(self, stored, {"reason": self.cleaned_data["reason"]}, what="diese Begründung")
