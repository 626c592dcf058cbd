"""The form of a milestone."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from crispy_forms.layout import Fieldset, Row
from django import forms
from django.db.models import Q

from common.layout import form_helper
from common.validators import visible_text
from common.widgets import DateInput
from milestones.forms.fields import DecisionField
from milestones.models import Milestone
from milestones.services.milestones import CONTENT
from milestones.validators import plausible_milestone_day
from people.models import User


class MilestoneForm(forms.ModelForm):  # type: ignore[type-arg]
    """What editors write about a milestone; ``milestone`` is the stored one, ``None`` for a new one.

    A new one has its planned day here; the dates of a stored one move on a page that asks for the reason.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    planned_on = forms.DateField(
        label="Geplant für",
        widget=DateInput,
        validators=[plausible_milestone_day],
        error_messages={"required": "Bitte nennen Sie den Tag, für den der Meilenstein geplant ist."},
    )
    decision = DecisionField(help_text="Der Beschluss, der diesen Meilenstein gesetzt hat. Zum Beispiel: B-2021-007")
    predecessors = forms.ModelMultipleChoiceField(
        Milestone.objects.none(),
        label="Vorgänger",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Was vorher erreicht sein muss.",
    )

    class Meta:
        model = Milestone
        fields = CONTENT
        widgets = {"description": forms.Textarea(attrs={"rows": 5})}
        error_messages = {"title": {"required": "Bitte geben Sie dem Meilenstein einen Titel."}}

    def __init__(
        self,
        data: Any = None,
        *,
        user: User,
        cancel_url: str,
        milestone: Milestone | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        # A copy: what was typed is not the milestone before it is saved.
        super().__init__(data, instance=copy(milestone) if milestone else None, initial=dict(initial or {}))
        self.fields["title"].validators.append(visible_text)
        self.fields["decision"].user = user  # type: ignore[attr-defined]
        responsible: Any = self.fields["responsible"]
        responsible.empty_label = "– SMARTCity-Team –"
        stays = Q(milestones=milestone) if milestone else Q()
        responsible.queryset = User.objects.filter(Q(is_active=True) | stays).distinct()
        for name in ("organisation", "body"):
            self.fields[name].empty_label = "– noch offen –"  # type: ignore[attr-defined]
        others = Milestone.objects.exclude(pk=milestone.pk) if milestone else Milestone.objects.all()
        self.fields["predecessors"].queryset = others  # type: ignore[attr-defined]
        self._begin(milestone, initial or {})
        self.helper = form_helper(
            *(["version"] if milestone else []),
            Fieldset("Worum es geht", "title", "description", *([] if milestone else ["planned_on"]), "predecessors"),
            Fieldset("Wer verantwortlich ist", Row("organisation", "responsible"), Row("body", "decision")),
            Fieldset("Wer ihn liest", "is_public"),
            submit="Speichern" if milestone else "Meilenstein anlegen",
            cancel_url=cancel_url,
        )
        self.helper.attrs = {"data-draft": ""}

    def _begin(self, milestone: Milestone | None, initial: Mapping[str, Any]) -> None:
        """Fill in what a stored milestone holds beyond its own fields."""
        if milestone is None:
            del self.fields["version"]
            return
        del self.fields["planned_on"]
        self.initial["decision"] = initial.get("decision", milestone.decision)
        self.initial.setdefault("version", milestone.version)
        self.initial.setdefault("predecessors", [link.predecessor_id for link in milestone.predecessor_links.all()])

    def clean_title(self) -> str:
        """Refuse the title of another milestone, and say which one that is: after a double click it is the new one."""
        title: str = self.cleaned_data["title"]
        others: Any = self.fields["predecessors"].queryset  # type: ignore[attr-defined]
        if other := others.filter(title__iexact=title).first():
            raise forms.ValidationError(
                f"Einen Meilenstein mit diesem Titel gibt es schon. Er hat die Nummer {other.reference}."
            )
        return title

    def content(self) -> dict[str, Any]:
        """Return what a valid form says, by field of the milestone."""
        return {name: self.cleaned_data[name] for name in CONTENT}
