"""The form of a picture or another file of an annex."""

from copy import copy
from typing import Any

from django import forms

from common.files.types import ACCEPTED
from common.layout import form_helper
from strategy.models import AnnexFile


class AnnexFileForm(forms.ModelForm):  # type: ignore[type-arg]
    """Title and description of a file; a new one is chosen as well."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label="Bild oder Datei",
        help_text="PNG, JPG, WebP, PDF, Word, Excel, PowerPoint oder OpenDocument, höchstens 20 MB. Bilder stehen in"
        " der Strategie selbst, andere Dateien als Liste zum Herunterladen.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "Bitte wählen Sie ein Bild oder eine Datei."},
    )

    class Meta:
        model = AnnexFile
        fields = ("title", "description")
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "title": {"required": "Bitte nennen Sie einen Titel."},
            "description": {"required": "Bitte beschreiben Sie, was zu sehen ist oder was in der Datei steht."},
        }

    def __init__(self, *args: Any, stored: AnnexFile, cancel_url: str, **kwargs: Any) -> None:
        kwargs["instance"] = copy(stored)
        super().__init__(*args, **kwargs)
        self.initial.setdefault("version", stored.version)
        if stored.pk:
            del self.fields["file"]
        shown = [name for name in ("file", "title", "description") if name in self.fields]
        self.helper = form_helper("version", *shown, cancel_url=cancel_url)

    def content(self) -> dict[str, str]:
        """Return what a valid form says about the file."""
        return {name: self.cleaned_data[name] for name in ("title", "description")}
