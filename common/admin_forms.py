"""Forms of the admin: every change names its reason, and none overwrites what somebody else saved meanwhile."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db import models, transaction
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.versions import VersionedModel

RESTORED = "Früheren Stand wiederhergestellt"


class ReasonForm(forms.Form):
    """Asks for the reason of a step; some steps need one."""

    reason = forms.CharField(label="Grund", max_length=500, widget=forms.Textarea(attrs={"rows": 3, "cols": 60}))

    def __init__(self, *args: Any, reason_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = reason_required


class HistorisedForm(forms.ModelForm):  # type: ignore[type-arg]
    """The admin's form of a model with history: it asks for a reason, and refuses what would overwrite others' changes.

    The admin sets ``write``, which does the change through the services. The form tries it out and takes it back, so
    that what a service refuses appears in the form, where nothing typed is lost; ``save_model`` does it for good.
    """

    change_reason = forms.CharField(
        label="Grund der Änderung",
        max_length=500,
        help_text="Steht im Verlauf neben Ihrem Namen.",
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )
    loaded_state = forms.IntegerField(required=False, widget=forms.HiddenInput)

    write: Callable[["HistorisedForm"], models.Model]
    refusals: tuple[type[Exception], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_change = self.instance.pk is not None
        self.stored: models.Model | None = None
        if not self.is_change:
            del self.fields["change_reason"], self.fields["loaded_state"]
        elif not self.is_bound:
            current = type(self.instance)._default_manager.filter(pk=self.instance.pk).first()
            self.initial["loaded_state"] = state_of(current) if current else None

    @property
    def reason(self) -> str:
        """The reason of the change, or that the object was made here."""
        return str(self.cleaned_data.get("change_reason") or "In der Verwaltung angelegt")

    @property
    def values(self) -> Mapping[str, Any]:
        """What was entered for fields of the model, by name."""
        names = {field.name for field in self._meta.model._meta.concrete_fields}
        return {name: value for name, value in self.cleaned_data.items() if name in names}

    def clean(self) -> dict[str, Any] | None:
        """Lock the stored object and compare it with the state that the form was loaded at."""
        cleaned = super().clean()
        if self.is_change:
            self.stored = self.lock()
            if self.stored and state_of(self.stored) != self.cleaned_data.get("loaded_state"):
                self._refuse_stale(self.stored)
        return cleaned

    def lock(self) -> models.Model | None:
        """Return the stored object, locked, or ``None`` when it was deleted. Override it to lock more with it."""
        model = type(self.instance)
        return model._default_manager.select_for_update(of=("self",)).filter(pk=self.instance.pk).first()

    def _post_clean(self) -> None:
        """After all checks of the form, try the change out."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        refusals: tuple[type[Exception], ...] = (forms.ValidationError, *self.refusals)
        try:
            with transaction.atomic():
                self.write(self)
                transaction.set_rollback(True)
        except refusals as refusal:
            self._show(refusal)

    def _show(self, refusal: Exception) -> None:
        """Show a refusal at the fields that it names, or above the form."""
        if not isinstance(refusal, forms.ValidationError):
            return self.add_error(None, str(refusal))
        for name, errors in getattr(refusal, "error_dict", {None: refusal.error_list}).items():
            self.add_error(name if name in self.fields else None, errors)
        return None

    def _refuse_stale(self, stored: models.Model) -> None:
        """Show what is stored now beside what was typed; saving once more replaces it knowingly."""
        last = stored.history.first()  # type: ignore[attr-defined]
        who = last.history_user_name or "jemand anderes"
        self.add_error(
            None,
            f"Inzwischen hat {who} diesen Eintrag geändert; gespeichert wurde deshalb nichts. Ihre Eingaben stehen"
            " noch im Formular. Wo sie abweichen, steht dabei, was jetzt gespeichert ist. Wenn Sie noch einmal"
            " speichern, gelten Ihre Eingaben.",
        )
        for name, value in self.values.items():
            if name in self.fields and getattr(stored, name) != value:
                self.add_error(name, format_html("Jetzt gespeichert: {}", _in_words(stored, name)))
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("loaded_state")] = state_of(stored)  # type: ignore[index]


def state_of(instance: models.Model) -> int:
    """Return a number that is another one after each change: the version, or else the id of the last history row."""
    if isinstance(instance, VersionedModel):
        return instance.version
    last: int | None = instance.history.values_list("history_id", flat=True).first()  # type: ignore[attr-defined]
    return last or 0


def _in_words(instance: models.Model, name: str) -> str | SafeString:
    display = getattr(instance, f"get_{name}_display", None)
    value = display() if display else getattr(instance, name)
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return "nichts" if value in (None, "") else str(value)
