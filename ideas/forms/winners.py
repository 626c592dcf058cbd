"""The form that names the winners of a competition."""

from typing import Any

from django import forms

from common.layout import form_helper
from ideas.models import Call, Idea


class WinnersForm(forms.Form):
    """Which of the ideas in the running won."""

    winners = forms.ModelMultipleChoiceField(
        queryset=Idea.objects.none(),
        label="Preisträger",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Eine der Ideen nimmt nicht (mehr) am Wettbewerb teil. Bitte laden Sie die Seite neu."
        },
    )

    def __init__(self, *args: Any, call: Call, cancel_url: str, **kwargs: Any) -> None:
        running = Idea.objects.in_competition(call).order_by("reference")
        kwargs["initial"] = {"winners": running.filter(is_winner=True)}
        super().__init__(*args, **kwargs)
        self.fields["winners"].queryset = running  # type: ignore[attr-defined]
        self.helper = form_helper("winners", cancel_url=cancel_url)
        self.helper.hide_optional = True
