"""Forms of what becomes of an idea: the answer, the uptake into a Teilkonzept, and the plain steps."""

from copy import copy
from typing import Any

from crispy_forms.layout import Fieldset, Row
from django import forms

from common.conflicts import show_conflicts
from common.layout import SecondButton, form_helper
from common.timeline import FieldChange
from common.versions import VersionedModel
from ideas.enums import Extent, IdeaStatus
from ideas.models import Answer, Idea, Uptake
from ideas.services.uptakes import NewSubConcept
from people.models import Body
from strategy.models import SubConcept, SubConceptSection

PUBLISH = "publish"
"""Name of the button that leads on to the publication."""

NOT_YET = "Veröffentlichen lässt sich die Antwort, sobald die Idee in Prüfung ist."


class AnswerForm(forms.ModelForm):  # type: ignore[type-arg]
    """The outcome of an idea and the answer that its submitter will read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Answer
        fields = ["outcome", "text"]
        widgets = {"outcome": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "outcome": "Bei „übernommen“ halten Sie auch fest, in welches Teilkonzept die Idee geht.",
            "text": "Liest die einreichende Person, sobald Sie die Antwort veröffentlichen. Nennen Sie den Grund.",
        }
        error_messages = {
            "outcome": {"required": "Bitte wählen Sie ein Ergebnis."},
            "text": {"required": "Bitte schreiben Sie, was die einreichende Person lesen soll."},
        }

    def __init__(self, data: Any = None, *, idea: Idea, prepared: Answer | None, initial: Any = None) -> None:
        super().__init__(data, instance=copy(prepared) or Answer(idea=idea, version=0), initial=initial)
        self.initial.setdefault("version", self.instance.version)
        self.fields["outcome"].choices = Answer._meta.get_field("outcome").choices  # type: ignore[attr-defined]
        in_review = idea.status == IdeaStatus.IN_REVIEW
        more = [SecondButton(PUBLISH, "Vorbereiten und veröffentlichen …")] if in_review else []
        if not in_review:
            self.fields["outcome"].help_text += f" {NOT_YET}"
        self.helper = form_helper(
            "version", "outcome", "text", submit="Antwort vorbereiten", more=more, cancel_url=idea.get_absolute_url()
        )
        self.helper.attrs = {"data-draft": ""}

    def values(self) -> dict[str, Any]:
        """Return the valid answer: outcome and text."""
        return {name: self.cleaned_data[name] for name in ("outcome", "text")}

    def show_conflicts(self, stored: VersionedModel) -> list[FieldChange]:
        """Show what is stored by now beside what was typed, and return all differences."""
        return show_conflicts(self, stored, self.values(), what="die Antwort")


class UptakeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What of an idea goes into a Teilkonzept; :class:`NewUptakeForm` can make the Teilkonzept, too."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Uptake
        fields = ["sub_concept", "section", "extent", "passage", "reason"]
        labels = {"reason": "Begründung (öffentliche Antwort)"}
        widgets = {"extent": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "section": "Wo die Idee eingeflossen ist. Leer: in das Teilkonzept als Ganzes.",
            "reason": "Liest die einreichende Person, sobald die Idee ihre Antwort hat.",
        }
        error_messages = {
            "sub_concept": {"required": "Bitte wählen Sie das Teilkonzept."},
            "extent": {"required": "Bitte wählen Sie, wie viel von der Idee übernommen wird."},
            "reason": {"required": "Bitte nennen Sie eine Begründung."},
        }

    def __init__(self, data: Any = None, *, idea: Idea, uptake: Uptake | None = None, initial: Any = None) -> None:
        super().__init__(data, instance=copy(uptake) or Uptake(idea=idea), initial=initial)
        self.initial.setdefault("version", self.instance.version)
        self.fields["sub_concept"].empty_label = "Bitte wählen"  # type: ignore[attr-defined]
        self.fields["extent"].choices = Extent.choices  # type: ignore[attr-defined]
        section: Any = self.fields["section"]
        section.empty_label = "– kein bestimmter –"
        section.queryset = SubConceptSection.objects.select_related("sub_concept").order_by(
            "sub_concept__title", "position"
        )
        section.label_from_instance = lambda one: f"{one.sub_concept}: {one.heading}"
        fields = ["version", *self.sub_concept_layout(), "extent", Row("section", "passage"), "reason"]
        label = "Übernahme ändern" if uptake else "Übernahme festhalten"
        self.helper = form_helper(*fields, submit=label, cancel_url=idea.get_absolute_url())
        self.helper.attrs = {"data-draft": ""}

    def sub_concept_layout(self) -> list[Any]:
        """Return the part of the layout that names the Teilkonzept."""
        return ["sub_concept"]

    def values(self) -> dict[str, Any]:
        """Return the valid values of the stored fields."""
        return {name: self.cleaned_data[name] for name in ("sub_concept", "section", "extent", "passage", "reason")}

    def show_conflicts(self, stored: VersionedModel) -> list[FieldChange]:
        """Show what is stored by now beside what was typed, and return all differences."""
        return show_conflicts(self, stored, self.values(), what="die Übernahme")


class NewUptakeForm(UptakeForm):
    """A new uptake, into a Teilkonzept that is there or one that is made with it."""

    new_title = forms.CharField(
        label="Titel",
        required=False,
        max_length=200,
        help_text="Zum Beispiel: Intelligente Straßenbeleuchtung",
    )
    new_body = forms.ModelChoiceField(Body.objects.all(), label="Gruppe", required=False, empty_label="Bitte wählen")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sub_concept"].required = False

    def sub_concept_layout(self) -> list[Any]:
        """Offer the Teilkonzepte that are there, and below them the fields of a new one."""
        return ["sub_concept", Fieldset("Oder ein neues Teilkonzept anlegen", Row("new_title", "new_body"))]

    def clean(self) -> dict[str, Any]:
        """Take either a Teilkonzept or title and group of a new one, and not both."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen, title, body = cleaned.get("sub_concept"), cleaned.get("new_title"), cleaned.get("new_body")
        if chosen and title:
            self.add_error("new_title", "Bitte wählen Sie entweder ein Teilkonzept, oder legen Sie ein neues an.")
        elif title and not body:
            self.add_error("new_body", "Bitte wählen Sie die Gruppe, die das neue Teilkonzept schreibt.")
        elif not chosen and not title:
            self.add_error("sub_concept", "Bitte wählen Sie ein Teilkonzept, oder legen Sie unten ein neues an.")
        return cleaned

    def target(self) -> SubConcept | NewSubConcept:
        """Return the Teilkonzept of the valid form: the chosen one, or title and group of a new one."""
        chosen: SubConcept | None = self.cleaned_data["sub_concept"]
        return chosen or NewSubConcept(self.cleaned_data["new_title"], self.cleaned_data["new_body"])


class StepForm(forms.Form):
    """The page that asks before a plain step: a reason that only editors read."""

    reason = forms.CharField(
        label="Grund (interne Bemerkung)",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Sieht nur das SMARTCity-Team, im Verlauf.",
    )
