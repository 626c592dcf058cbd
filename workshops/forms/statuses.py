"""The form on the page that asks before a status changes."""

from typing import Any

from django import forms


class ReasonForm(forms.Form):
    """Why a status changes; whether a reason must be named depends on the step."""

    reason = forms.CharField(
        label="Grund",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Steht im Verlauf.",
        error_messages={"required": "Bitte nennen Sie einen Grund für diesen Schritt."},
    )

    def __init__(self, *args: Any, is_required: bool, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_required
        if help_text:
            self.fields["reason"].help_text = help_text
