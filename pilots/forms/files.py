"""The forms of a pilot's picture and attachments."""

from typing import Any

from django import forms

from common.layout import form_helper


class PictureForm(forms.Form):
    """The picture of a pilot, and what it shows in words."""

    picture = forms.FileField(
        label="Bild",
        required=False,
        help_text="PNG, JPG oder WebP, höchstens 20 MB. Ein neues Bild ersetzt das alte.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    description = forms.CharField(
        label="Bildbeschreibung",
        max_length=200,
        help_text="Was zu sehen ist, für Menschen, die das Bild nicht sehen.",
        error_messages={"required": "Bitte beschreiben Sie, was auf dem Bild zu sehen ist."},
    )

    def __init__(self, *args: Any, has_picture: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].required = not has_picture
        self.fields["picture"].error_messages["required"] = "Bitte wählen Sie ein Bild."
        self.helper = form_helper("picture", "description", submit="Bild speichern")
        self.helper.form_action = "?was=bild"


class AttachmentForm(forms.Form):
    """One more attachment."""

    file = forms.FileField(
        label="Datei",
        help_text="PDF, Word, Excel, PowerPoint, OpenDocument oder Bild, höchstens 20 MB.",
        error_messages={"required": "Bitte wählen Sie eine Datei."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("file", submit="Anlage hinzufügen")
        self.helper.form_action = "?was=anlage"
