"""The form that takes a table."""

from django import forms

EMPTY = "Die Datei ist leer. Bitte prüfen Sie, ob Sie die richtige gewählt haben."


class SheetForm(forms.Form):
    """A table that was exported from the register."""

    file = forms.FileField(
        label="Tabelle",
        help_text="Eine Datei .xlsx oder .csv, die Sie aus dem Register exportiert haben.",
        error_messages={"required": "Bitte wählen Sie eine Datei.", "empty": EMPTY},
    )
