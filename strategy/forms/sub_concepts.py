"""Forms of Teilkonzepte, their sections and their links."""

from copy import copy
from typing import Any

from django import forms

from common.conflicts import show_conflicts
from common.layout import form_helper
from common.timeline import FieldChange
from common.validators import visible_text
from common.versions import VersionedModel
from strategy.enums import LinkKind
from strategy.models import ConceptLink, SubConcept, SubConceptSection
from strategy.services import links, sub_concepts

SECTION = ("heading", "text")


class ConceptPartForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the forms have in common; ``stored`` is the object that is edited, ``None`` for a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    names: tuple[str, ...]

    def __init__(self, data: Any = None, *, stored: Any = None, initial: Any = None, cancel_url: str) -> None:
        super().__init__(data, instance=copy(stored), initial=initial)
        self.initial.setdefault("version", stored.version if stored else 0)
        self.helper = form_helper("version", *self.names, cancel_url=cancel_url)
        self.helper.attrs = {"data-draft": ""}

    def content(self) -> dict[str, Any]:
        """Return what a valid form says, by field."""
        return {name: self.cleaned_data[name] for name in self.names}

    def show_conflicts(self, stored: VersionedModel, *, what: str) -> list[FieldChange]:
        """Show what is stored by now beside what was typed, and return all differences."""
        return show_conflicts(self, stored, self.content(), what=what)


class SubConceptForm(ConceptPartForm):
    """Title and group of a Teilkonzept."""

    names = sub_concepts.CONTENT

    class Meta:
        model = SubConcept
        fields = sub_concepts.CONTENT
        help_texts = {"body": "Ihre Mitglieder schreiben das Teilkonzept."}
        error_messages = {
            "title": {"required": "Bitte geben Sie dem Teilkonzept einen Titel."},
            "body": {"required": "Bitte wählen Sie die Gruppe, die es schreibt."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].validators.append(visible_text)
        self.fields["body"].empty_label = "Bitte wählen"  # type: ignore[attr-defined]

    def _get_validation_exclusions(self) -> set[str]:
        """Leave the title of a new one to the service: what has it already may be what a first click has made."""
        excluded = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded if self.instance.pk else {*excluded, "title"}


class SectionForm(ConceptPartForm):
    """Heading and text of a section."""

    names = SECTION

    class Meta:
        model = SubConceptSection
        fields = SECTION
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}
        help_texts = {"text": "Absätze trennen Sie durch eine Leerzeile."}
        error_messages = {"heading": {"required": "Bitte geben Sie dem Abschnitt eine Überschrift."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heading"].validators.append(visible_text)


class LinkForm(ConceptPartForm):
    """How a Teilkonzept is linked with another one, and why."""

    names = links.CONTENT

    class Meta:
        model = ConceptLink
        fields = links.CONTENT
        widgets = {"kind": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"reason": "Was die beiden verbindet, und was daraus für beide folgt."}
        error_messages = {
            "kind": {"required": "Bitte wählen Sie, wie die beiden zusammenhängen."},
            "target": {"required": "Bitte wählen Sie das andere Teilkonzept."},
            "reason": {"required": "Bitte begründen Sie die Verknüpfung."},
        }

    def __init__(self, *args: Any, concept: SubConcept, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.source = concept
        self.fields["kind"].label = "Dieses Teilkonzept …"
        self.fields["kind"].choices = LinkKind.choices  # type: ignore[attr-defined]
        target: Any = self.fields["target"]
        target.label, target.empty_label = "… das Teilkonzept", "Bitte wählen"
        target.queryset = SubConcept.objects.exclude(pk=concept.pk)
