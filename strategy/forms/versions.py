"""The forms of a version: what is written around the compiled parts, and the council's resolution."""

from copy import copy
from datetime import date
from typing import Any

from crispy_forms.layout import Row
from django import forms
from django.utils import timezone

from common.layout import form_helper
from common.widgets import DateInput
from people.enums import BodyKind
from people.models import Body
from strategy.models import Annex, CouncilResolution, StrategyVersion
from strategy.services.resolutions import IN_THE_FUTURE
from strategy.services.versions import HEAD_FIELDS

RESOLUTION_FIELDS = ("body", "resolved_on", "paper_number", "votes_yes", "votes_no", "votes_abstained", "decision")


class VersionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Title, introduction and publication; once the text is frozen for the council, publication only."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = StrategyVersion
        fields = HEAD_FIELDS
        widgets = {"introduction": forms.Textarea(attrs={"rows": 12})}
        error_messages = {"title": {"required": "Bitte geben Sie der Strategie einen Titel."}}

    def __init__(self, *args: Any, strategy: StrategyVersion, **kwargs: Any) -> None:
        kwargs["instance"] = copy(strategy)
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", strategy.version)
        if not strategy.is_editable and "introduction" not in self.data:
            # Where somebody typed them before it was frozen, they stay on the page; the service refuses them.
            del self.fields["title"], self.fields["introduction"]
        self.helper = form_helper("version", *self.shown, cancel_url=strategy.get_absolute_url())
        self.helper.attrs = {"data-draft": ""}

    @property
    def shown(self) -> list[str]:
        """The names of the fields to fill in."""
        return [name for name in HEAD_FIELDS if name in self.fields]

    def head(self) -> dict[str, Any]:
        """Return what a valid form says, by field of the version."""
        return {name: self.cleaned_data[name] for name in self.shown}


class AnnexForm(forms.ModelForm):  # type: ignore[type-arg]
    """An annex; ``annex`` is the stored one, or a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Annex
        fields = ("title", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}
        error_messages = {
            "title": {"required": "Bitte geben Sie der Anlage einen Titel."},
            "text": {"required": "Bitte schreiben Sie, was in der Anlage steht."},
        }

    def __init__(self, *args: Any, annex: Annex, **kwargs: Any) -> None:
        kwargs["instance"] = copy(annex)
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", annex.version)
        self.helper = form_helper("version", "title", "text", cancel_url=annex.strategy.get_absolute_url())
        self.helper.attrs = {"data-draft": ""}

    def content(self) -> dict[str, str]:
        """Return what a valid form says, by field of the annex."""
        return {name: self.cleaned_data[name] for name in ("title", "text")}


class ResolutionForm(forms.ModelForm):  # type: ignore[type-arg]
    """The council's resolution on a version that is ready."""

    submit = "Beschluss eintragen"

    class Meta:
        model = CouncilResolution
        fields = RESOLUTION_FIELDS
        widgets = {"resolved_on": DateInput}
        error_messages = {
            "body": {"required": "Bitte wählen Sie, welches Gremium beschlossen hat."},
            "resolved_on": {"required": "Bitte nennen Sie den Tag der Sitzung."},
            "paper_number": {"required": "Bitte nennen Sie die Nummer der Drucksache."},
            "votes_yes": {"required": "Bitte nennen Sie die Ja-Stimmen."},
        }

    def __init__(self, *args: Any, strategy: StrategyVersion, **kwargs: Any) -> None:
        kwargs.setdefault("instance", CouncilResolution(strategy=strategy))
        super().__init__(*args, **kwargs)
        body, decision = self._choices("body"), self._choices("decision")
        body.queryset = Body.objects.filter(kind=BodyKind.COUNCIL)
        decision.queryset = decision.queryset.filter(
            point__item__section__protocol__meeting__body__kind=BodyKind.COUNCIL
        )
        body.empty_label, decision.empty_label = "Bitte wählen", "– keiner –"
        council = list(body.queryset)
        if len(council) == 1:
            self.initial["body"] = self.initial.get("body") or council[0]
        self.helper = form_helper(*self.layout(), submit=self.submit, cancel_url=strategy.get_absolute_url())
        self.helper.attrs = {"data-draft": ""}

    def layout(self) -> list[Any]:
        """Return the fields in their order."""
        return [Row("body", "resolved_on"), "paper_number", Row("votes_yes", "votes_no", "votes_abstained"), "decision"]

    def _choices(self, name: str) -> Any:
        return self.fields[name]

    def clean_resolved_on(self) -> date:
        """Refuse a day that is still to come."""
        day: date = self.cleaned_data["resolved_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(IN_THE_FUTURE)
        return day

    def resolution(self) -> dict[str, Any]:
        """Return what a valid form says, by field of the resolution."""
        return {name: self.cleaned_data[name] for name in RESOLUTION_FIELDS}


class CorrectionForm(ResolutionForm):
    """A mended resolution; ``seen`` names the frozen state that it mends."""

    submit = "Beschluss berichtigen"
    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Grund der Berichtigung",
        max_length=500,
        help_text="Steht auf dem Titelblatt und im Verlauf. Zum Beispiel: Schreibfehler in der Drucksachen-Nr.",
        error_messages={"required": "Bitte nennen Sie den Grund der Berichtigung."},
    )

    def __init__(self, *args: Any, strategy: StrategyVersion, seen: int, **kwargs: Any) -> None:
        super().__init__(*args, strategy=strategy, instance=copy(strategy.resolution), **kwargs)
        self.initial.setdefault("seen", seen)

    def differs(self) -> bool:
        """Whether it says, also where it is not valid yet, anything else of the resolution than what is stored."""
        return any(name in self.changed_data for name in RESOLUTION_FIELDS)

    def layout(self) -> list[Any]:
        """Put the reason behind what it is for."""
        return [*super().layout(), "reason", "seen"]
