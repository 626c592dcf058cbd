"""Forms of Zielbilder, Handlungsfelder and Maßnahmen."""

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Fieldset, Row
from django import forms
from django.db.models import TextChoices

from common.conflicts import show_conflicts
from common.fields import EuroField
from common.layout import form_helper
from common.timeline import FieldChange
from common.validators import plausible_period, visible_text
from common.versions import VersionedModel
from common.widgets import DateInput
from strategy.enums import Origin, Priority
from strategy.models import ActionField, Measure, Vision
from strategy.services import fields, measures, visions


class NodeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the forms have in common; ``stored`` is the object that is edited, ``None`` for a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label="Grund der Änderung", required=False, max_length=500, help_text="Steht im Verlauf.")

    names: ClassVar[Sequence[str]]
    relation: ClassVar[str] = ""
    """The field that says with what the object is connected, where there is one."""

    def __init__(self, data: Any = None, *, stored: Any = None, initial: Any = None, cancel_url: str = "") -> None:
        # A copy: what was typed is not the object's content before it is saved.
        super().__init__(data, instance=copy(stored), initial=initial)
        self.fields[self.names[0]].validators.append(visible_text)
        more = ["version", "reason"]
        if stored is None:
            more = []
            del self.fields["version"], self.fields["reason"]
        else:
            self.initial.setdefault("version", stored.version)
            if self.relation:
                self.initial.setdefault(self.relation, [one.pk for one in getattr(stored, self.relation).all()])
        self.helper = form_helper(*self.layout(), *more, submit="Speichern", cancel_url=cancel_url)
        self.helper.attrs = {"data-draft": ""}

    def _get_validation_exclusions(self) -> set[str]:
        """Leave the name of a new object to the service: what has it already may be what a first click has made."""
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded if self.instance.pk else {*excluded, self.names[0]}

    def layout(self) -> list[Any]:
        """Return the fields in their order."""
        return [*self.names, *([self.relation] if self.relation else [])]

    def content(self) -> dict[str, Any]:
        """Return what a valid form says, as the services take it."""
        names = [*self.names, *([self.relation] if self.relation else [])]
        return {name: self.cleaned_data[name] for name in names}

    def show_conflicts(self, stored: VersionedModel, *, what: str) -> list[FieldChange]:
        """Show what is stored by now beside what was typed, and return all differences."""
        typed = {name: self.cleaned_data[name] for name in self.names}
        conflicts = show_conflicts(self, stored, typed, what=what)
        if self.relation:
            now, wanted = getattr(stored, self.relation).all(), self.cleaned_data[self.relation]
            if set(now) != set(wanted):
                label = str(self.fields[self.relation].label)
                conflicts.append(
                    FieldChange(self.relation, label, ", ".join(map(str, now)), ", ".join(map(str, wanted)))
                )
        return conflicts


class VisionForm(NodeForm):
    """A Zielbild."""

    names = visions.CONTENT

    class Meta:
        model = Vision
        fields = visions.CONTENT
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"text": "Wie die Stadt aussieht, wenn das Zielbild erreicht ist; so, dass es alle verstehen."}
        error_messages = {"title": {"required": "Bitte geben Sie dem Zielbild einen Titel."}}


class ActionFieldForm(NodeForm):
    """A Handlungsfeld, and which Zielbilder it serves."""

    names = fields.CONTENT
    relation = "visions"
    visions = forms.ModelMultipleChoiceField(
        Vision.objects.all(),
        label="Zielbilder",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Welchen Zielbildern das Handlungsfeld dient.",
    )

    class Meta:
        model = ActionField
        fields = fields.CONTENT
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"name": {"required": "Bitte geben Sie dem Handlungsfeld einen Namen."}}


def _with_meanings(choices: type[TextChoices]) -> list[tuple[str, str]]:
    return [(one.value, f"{one.label} – {one.meaning}") for one in choices]  # type: ignore[attr-defined]


class MeasureForm(NodeForm):
    """A Maßnahme, and which Handlungsfelder it underpins."""

    names = measures.CONTENT
    relation = "action_fields"
    action_fields = forms.ModelMultipleChoiceField(
        ActionField.objects.all(), label="Handlungsfelder", required=False, widget=forms.CheckboxSelectMultiple
    )
    cost = EuroField(label="Kosten", required=False, help_text="Für den ganzen Zeitraum, in ganzen Euro.")

    class Meta:
        model = Measure
        fields = measures.CONTENT
        widgets = {
            "text": forms.Textarea(attrs={"rows": 6}),
            "starts_on": DateInput,
            "ends_on": DateInput,
            "priority": forms.RadioSelect,
            "origin": forms.RadioSelect,
        }
        help_texts = {
            "text": "Was getan wird, für wen, und woran man in Gera den Mehrwert bemerkt.",
            "origin": "Ideen und Pilotprojekte dahinter halten Sie auf der Seite der Maßnahme fest.",
        }
        error_messages = {"title": {"required": "Bitte geben Sie der Maßnahme einen Titel."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sub_concept", "organisation"):
            self.fields[name].empty_label = "– noch offen –"  # type: ignore[attr-defined]
        for name in ("starts_on", "ends_on"):
            self.fields[name].validators.append(plausible_period)
        self.fields["priority"].choices = _with_meanings(Priority)  # type: ignore[attr-defined]
        self.fields["origin"].choices = _with_meanings(Origin)  # type: ignore[attr-defined]

    def layout(self) -> list[Any]:
        """Group the fields: what, where it belongs, who and when."""
        return [
            Fieldset("Worum es geht", "title", "text"),
            Fieldset("Wohin sie gehört", "action_fields", "sub_concept", "origin"),
            Fieldset(
                "Wer, wann, wie viel, wie dringend",
                "organisation",
                Row("starts_on", "ends_on"),
                AppendedText("cost", "Euro"),
                "priority",
            ),
        ]
