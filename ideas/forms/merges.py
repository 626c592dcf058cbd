"""Forms that merge ideas field by field, split one, and undo either."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.db import models
from django.utils.html import format_html

from common.layout import SecondButton, form_helper
from common.validators import visible_text
from ideas.fields import content_labels
from ideas.models import Idea
from ideas.services.merges import MAX_PARTS, MAX_SOURCES, Content, Origin, richest

ALL, OWN = "all", "own"
GAP = "\n\n"
REFERENCE = re.compile(r"I-\d{4}-\d{4,}", re.IGNORECASE)

REASON_HELP = "Lesen alle, die eine der Ideen eingereicht haben."


def reason_field() -> forms.CharField:
    """Return the field of the reason that submitters read."""
    return forms.CharField(
        label="Begründung (öffentliche Antwort)",
        max_length=3_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=REASON_HELP,
        error_messages={"required": "Bitte nennen Sie eine Begründung."},
    )


class ChooseIdeasForm(forms.Form):
    """With which other ideas one is merged: their numbers."""

    mit = forms.CharField(
        label="Nummern der anderen Ideen",
        max_length=300,
        help_text="Eine oder mehrere. Zum Beispiel: I-2020-0007, I-2020-0012",
        error_messages={"required": "Bitte nennen Sie mindestens eine Nummer."},
    )

    def __init__(self, *args: Any, idea: Idea, candidates: "models.QuerySet[Idea]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.idea, self.candidates = idea, candidates
        self.helper = form_helper("mit", submit="Texte nebeneinander zeigen", cancel_url=idea.get_absolute_url())
        self.helper.form_method = "get"
        self.helper.disable_csrf = True

    def clean_mit(self) -> list[Idea]:
        """Return the other ideas. Numbers that are unknown, closed or too many are refused, each by its sentence."""
        numbers = dict.fromkeys(number.upper() for number in REFERENCE.findall(self.cleaned_data["mit"]))
        numbers.pop(str(self.idea.reference), None)
        if not numbers:
            raise forms.ValidationError("Bitte nennen Sie mindestens eine andere Nummer, wie I-2020-0007.")
        if strange := re.sub("[,;]", " ", REFERENCE.sub(" ", self.cleaned_data["mit"])).split():
            raise forms.ValidationError(f"Keine Nummer einer Idee: {', '.join(strange)}. Bitte schreiben Sie sie ganz.")
        if len(numbers) >= MAX_SOURCES:
            raise forms.ValidationError(f"Bitte führen Sie höchstens {MAX_SOURCES} Ideen auf einmal zusammen.")
        found = {str(idea.reference): idea for idea in self.candidates.filter(reference__in=numbers)}
        if missing := [number for number in numbers if number not in found]:
            raise forms.ValidationError(
                f"Nicht möglich mit: {', '.join(missing)}. Zusammenführen lassen sich nur Ideen, die eingereicht und"
                " noch offen sind."
            )
        return [found[number] for number in numbers]


class MergeForm(forms.Form):
    """Field by field: the text of one of the ideas, all texts one below the other, or a version of the editor's own."""

    def __init__(self, *args: Any, sources: Sequence[Idea], cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = sources
        self.base = richest(sources)
        groups = [self._add_field(name, label) for name, label in content_labels(self.base).items()]
        self.fields["reason"] = reason_field()
        versions = [self._add_version(idea) for idea in sources]
        layout = [Fieldset(label, *names) for label, names in groups if names]
        self.helper = form_helper(*versions, *layout, "reason", submit="Zusammenführen", cancel_url=cancel_url)
        self.helper.attrs = {"data-draft": ""}

    def versions(self) -> dict[int, int]:
        """Return at which version each idea was read, by its id."""
        return {idea.pk: self.cleaned_data[f"version_{idea.pk}"] for idea in self.sources}

    def content(self) -> Content:
        """Return the fields of the new idea."""
        return {name: self._text_of(name) for name in self._offered()}

    def origin(self) -> Origin:
        """Return from which ideas each field comes; a version of the editor's own comes from all that had a text."""
        origins = {}
        for name in self._offered():
            chosen = self.cleaned_data[f"choice_{name}"]
            all_of_them = [str(idea.reference) for idea in self.texts[name]]
            origins[name] = all_of_them if chosen in (ALL, OWN) else [chosen]
        return origins

    def read_again(self, changed: Idea) -> None:
        """Continue on the stored version of an idea that somebody changed meanwhile, and say so."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[f"version_{changed.pk}"] = str(changed.version)  # type: ignore[index]
        self.add_error(
            None,
            f"{changed.reference} wurde inzwischen geändert. Hier steht der neue Text; Ihre Eingaben sind noch da.",
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a version of one's own that is empty where one was chosen, and texts that are too long together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self._offered():
            chosen = cleaned.get(f"choice_{name}")
            if chosen == OWN and not cleaned.get(f"own_{name}"):
                self.add_error(f"own_{name}", "Bitte schreiben Sie Ihre eigene Fassung, oder wählen Sie einen Text.")
            limit = self._limit(name)
            if chosen == ALL and limit and len(self._joined(name)) > limit:
                sentence = (
                    f"Zusammen sind die Texte länger als {limit} Zeichen. Bitte kürzen Sie in einer eigenen Fassung."
                )
                self.add_error(f"choice_{name}", sentence)
        return cleaned

    @property
    def texts(self) -> Mapping[str, Mapping[Idea, Any]]:
        """By field: each idea that has a value there, with it."""
        return {
            name: {idea: value for idea in self.sources if (value := getattr(idea, name))}
            for name in self.base.content_fields
        }

    def _offered(self) -> list[str]:
        return [name for name in self.base.content_fields if f"choice_{name}" in self.fields]

    def _add_field(self, name: str, label: str) -> tuple[str, list[str]]:
        """Add the controls of one field, and return its label and their names; no idea has a text there: none."""
        texts = self.texts[name]
        if not texts:
            return label, []
        field = Idea._meta.get_field(name)
        choices = [(str(idea.reference), _option(idea, _shown(idea, name))) for idea in texts]
        is_text = isinstance(field, models.TextField)
        differ = len(set(texts.values())) > 1
        if is_text and differ:
            choices.append((ALL, format_html("{}", "alle Texte untereinander")))
        names = [f"choice_{name}"]
        if is_text or name == "title":
            choices.append((OWN, format_html("{}", "eigene Fassung (unten)")))
            names.append(f"own_{name}")
            self.fields[f"own_{name}"] = forms.CharField(
                label=f"{label}: eigene Fassung",
                required=False,
                max_length=self._limit(name),
                validators=[visible_text] if name == "title" else [],
                error_messages={"required": "Bitte geben Sie der Idee einen Titel."},
                initial=self._joined(name) if is_text else next(iter(texts.values())),
                widget=forms.Textarea(attrs={"rows": 3}) if is_text else forms.TextInput,
            )
        self.fields[f"choice_{name}"] = forms.ChoiceField(
            label=f"{label} der neuen Idee",
            choices=choices,
            initial=ALL if is_text and differ else choices[0][0],
            widget=forms.RadioSelect,
            error_messages={"required": "Bitte wählen Sie einen Text."},
        )
        return label, names

    def _add_version(self, idea: Idea) -> str:
        name = f"version_{idea.pk}"
        self.fields[name] = forms.IntegerField(initial=idea.version, widget=forms.HiddenInput)
        return name

    def _text_of(self, name: str) -> Any:
        match self.cleaned_data[f"choice_{name}"]:
            case "all":
                return self._joined(name)
            case "own":
                return self.cleaned_data[f"own_{name}"]
            case reference:
                return next(value for idea, value in self.texts[name].items() if idea.reference == reference)

    def _joined(self, name: str) -> str:
        return GAP.join(dict.fromkeys(str(value) for value in self.texts[name].values()))

    def _limit(self, name: str) -> int | None:
        return getattr(Idea._meta.get_field(name), "max_length", None)


class SplitForm(forms.Form):
    """The ideas into which one is split: title and text of each, and which other fields it takes along."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    parts = forms.IntegerField(widget=forms.HiddenInput, min_value=2, max_value=MAX_PARTS)
    reason = reason_field()

    def __init__(self, data: Any = None, *, idea: Idea, parts: int, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"version": idea.version, **(initial or {}), "parts": parts})
        self.idea = idea
        self.numbers = range(1, parts + 1)
        labels = content_labels(idea)
        filled = [name for name in idea.content_fields if name not in ("title", "summary") and getattr(idea, name)]
        groups = [self._add_part(number, labels, filled) for number in self.numbers]
        self.fields["reason"] = self.fields.pop("reason")  # errors are listed in the order of the page
        more = [SecondButton("more", "Weitere Idee")] if parts < MAX_PARTS else []
        self.helper = form_helper(
            "version", "parts", *groups, "reason", submit="Aufteilen", more=more, cancel_url=idea.get_absolute_url()
        )
        self.helper.attrs = {"data-draft": ""}

    def read_again(self, changed: Idea) -> None:
        """Continue on the stored version of the idea, which somebody changed meanwhile, and say so."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["version"] = str(changed.version)  # type: ignore[index]
        self.add_error(
            None, "Die Idee wurde inzwischen geändert; daneben steht der neue Text. Ihre Eingaben sind noch da."
        )

    def results(self) -> list[tuple[Content, Origin]]:
        """Return the fields of each new idea, and which of them are the text of the one that is split."""
        return [self._result(number) for number in self.numbers]

    def _result(self, number: int) -> tuple[Content, Origin]:
        kept = self.cleaned_data.get(f"keep_{number}", [])
        content = {name: self.cleaned_data[f"{name}_{number}"] for name in ("title", "summary")}
        content |= {name: getattr(self.idea, name) for name in kept}
        reference = str(self.idea.reference)
        return content, {name: [reference] for name in content}

    def _add_part(self, number: int, labels: Mapping[str, str], filled: Sequence[str]) -> Fieldset:
        self.fields[f"title_{number}"] = forms.CharField(
            label=labels["title"],
            max_length=150,
            validators=[visible_text],
            error_messages={"required": f"Bitte geben Sie der {number}. Idee einen Titel."},
        )
        self.fields[f"summary_{number}"] = forms.CharField(
            label=labels["summary"],
            max_length=5_000,
            initial=self.idea.summary,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="Streichen Sie, was zu den anderen Ideen gehört.",
            error_messages={"required": f"Bitte beschreiben Sie die {number}. Idee."},
        )
        names = [f"title_{number}", f"summary_{number}"]
        if filled:
            names.append(f"keep_{number}")
            self.fields[f"keep_{number}"] = forms.MultipleChoiceField(
                label="Diese Angaben gelten auch hier",
                required=False,
                choices=[(name, labels[name]) for name in filled],
                initial=filled,
                widget=forms.CheckboxSelectMultiple,
            )
        return Fieldset(f"{number}. Idee", *names)


class UndoForm(forms.Form):
    """Why a merge or split is undone."""

    reason = reason_field()


def _shown(idea: Idea, name: str) -> str:
    field = Idea._meta.get_field(name)
    return str(getattr(idea, f"get_{name}_display")() if getattr(field, "choices", None) else getattr(idea, name))


def _option(idea: Idea, text: str) -> Any:
    return format_html('<strong>{}</strong><span class="source-text">{}</span>', idea.reference, text)
