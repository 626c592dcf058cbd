"""The form in which a held mail is edited."""

from typing import Any

from django import forms

from common.layout import form_helper
from common.outbox import mail_stamp
from common.validators import visible_text


class MailForm(forms.Form):
    """Subject and text of a mail that waits; the recipient stays."""

    stamp = forms.CharField(widget=forms.HiddenInput, max_length=16)
    subject = forms.CharField(label="Betreff", max_length=200, validators=[visible_text])
    text = forms.CharField(
        label="Text", max_length=20_000, validators=[visible_text], widget=forms.Textarea(attrs={"rows": 16})
    )

    def __init__(self, *args: Any, email: Any, cancel_url: str, **kwargs: Any) -> None:
        initial = {"stamp": mail_stamp(email), "subject": email.subject, "text": email.message}
        super().__init__(*args, **{**kwargs, "initial": initial | (kwargs.get("initial") or {})})
        self.helper = form_helper("stamp", "subject", "text", cancel_url=cancel_url)

    def clean_subject(self) -> str:
        """Make the subject one line: a break would end the mail's head."""
        return " ".join(self.cleaned_data["subject"].split())

    def clean_text(self) -> str:
        """Write line breaks as the outbox holds them."""
        return "\n".join(self.cleaned_data["text"].splitlines())

    def continue_on(self, stored: Any) -> None:
        """Show what somebody else saved beside what was typed, and go on from there."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["stamp"] = mail_stamp(stored)  # type: ignore[index]
        for name, now in (("subject", stored.subject), ("text", stored.message)):
            if self.cleaned_data[name] != now:
                self.add_error(name, f"Inzwischen gespeichert: {now}")
