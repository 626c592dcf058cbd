"""Forms for sorting ideas: assignment, remark, text, bulk action."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.db.models import Q

from common.layout import form_helper
from common.validators import visible_text
from ideas.models import Idea, Remark
from ideas.services.bulk import Action
from ideas.services.triage import assignment_stamp, editable_fields
from people.enums import Role
from people.models import Body, User
from strategy.models import ActionField

NOT_ASSIGNED = "– niemand –"
NOTHING = "– keine Angabe –"


def assignment_fields() -> dict[str, forms.ModelChoiceField]:  # type: ignore[type-arg]
    """Return a field for each thing that an idea is assigned to, by the name of its column."""
    active = User.objects.filter(is_active=True)
    return {
        "action_field": forms.ModelChoiceField(
            ActionField.objects.all(), label="Handlungsfeld", required=False, empty_label=NOTHING
        ),
        "body": forms.ModelChoiceField(Body.objects.all(), label="Gruppe", required=False, empty_label=NOTHING),
        "editor": forms.ModelChoiceField(
            active.filter(role__in=(Role.TEAM, Role.ADMIN)),
            label="Bearbeitung",
            required=False,
            empty_label=NOT_ASSIGNED,
            help_text="Wer im SMARTCity-Team die Idee bearbeitet. Bekommt eine E-Mail.",
        ),
        "sponsor": forms.ModelChoiceField(
            active,
            label="Ideenpate",
            required=False,
            empty_label=NOT_ASSIGNED,
            help_text="Begleitet die Idee und darf sie lesen. Alter und neuer Ideenpate bekommen eine E-Mail.",
        ),
    }


def reason_field() -> forms.CharField:
    """Return the field that asks why."""
    return forms.CharField(
        label="Grund", required=False, max_length=500, help_text="Steht im Verlauf, den nur das SMARTCity-Team liest."
    )


class AssignForm(forms.Form):
    """What one idea is assigned to; ``stamp`` says on which state the form was made."""

    stamp = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, idea: Idea, initial: Mapping[str, Any] | None = None) -> None:
        current = {name: getattr(idea, f"{name}_id") for name in ("action_field", "body", "editor", "sponsor")}
        super().__init__(data, initial={**current, "stamp": assignment_stamp(idea), **(initial or {})})
        self.fields |= assignment_fields() | {"reason": reason_field()}
        # Somebody who holds the office but lost the role, or the account, may keep it.
        for name in ("editor", "sponsor"):
            field: Any = self.fields[name]
            field.queryset = User.objects.filter(Q(pk__in=field.queryset) | Q(pk=current[name]))
        self.helper = form_helper(
            "stamp",
            Row("action_field", "body"),
            Row("editor", "sponsor"),
            "reason",
            submit="Zuordnung speichern",
            cancel_url=idea.get_absolute_url(),
        )

    def wanted(self) -> dict[str, Any]:
        """Return what was chosen, by the name of its column."""
        return {name: self.cleaned_data[name] for name in ("action_field", "body", "editor", "sponsor")}


class RemarkForm(forms.ModelForm):  # type: ignore[type-arg]
    """An internal remark."""

    class Meta:
        model = Remark
        fields = ("text",)
        labels = {"text": "Interne Bemerkung"}
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
        error_messages = {"text": {"required": "Bitte schreiben Sie die Bemerkung."}}


class TextForm(forms.ModelForm):  # type: ignore[type-arg]
    """The texts of one idea, with the version that they were loaded at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = reason_field()

    class Meta:
        model = Idea
        fields: tuple[str, ...] = ("title",)

    def __init__(self, *args: Any, idea: Idea, **kwargs: Any) -> None:
        # A copy: what was typed is not the idea's text before it is saved.
        kwargs["instance"] = copy(idea)
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", idea.version)
        self.names = editable_fields(idea)
        self.fields = forms.fields_for_model(Idea, self.names) | self.fields
        for name in self.names:
            self.initial.setdefault(name, getattr(idea, name))
        self.fields["title"].required = True
        self.fields["title"].validators.append(visible_text)
        self.fields["title"].error_messages["required"] = "Bitte geben Sie der Idee einen Titel."
        texts = Fieldset("Text der Idee", *self.names)
        self.helper = form_helper(
            "version", texts, "reason", submit="Text speichern", cancel_url=idea.get_absolute_url()
        )
        self.helper.attrs = {"data-draft": ""}

    def content(self) -> dict[str, Any]:
        """Return the typed texts by field name."""
        return {name: self.cleaned_data[name] for name in self.names}


class BulkForm(forms.Form):
    """What a bulk action needs: the value for its column, where it has one, and a reason."""

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if action.column:
            self.fields["value"] = assignment_fields()[action.column]
        self.fields["reason"] = reason_field()

    def value(self) -> Any:
        """Return what was chosen; ``None`` for nothing."""
        return self.cleaned_data.get("value")

    def shown(self) -> Mapping[str, Any]:
        """Return what was chosen by its label, in words, for the preview."""
        return {
            str(self.fields[name].label): value for name, value in self.cleaned_data.items() if value or name == "value"
        }
