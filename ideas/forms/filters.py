"""The form that gives a filter its name."""

from django import forms

from ideas.models import SavedFilter


class SavedFilterForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name of a filter."""

    class Meta:
        model = SavedFilter
        fields = ("name",)
        help_texts = {"name": "Ein Name, den Sie schon haben, bekommt den neuen Filter."}
        error_messages = {"name": {"required": "Bitte geben Sie dem Filter einen Namen."}}
