"""What the forms of all channels share: contact, consent, files, and the questions of the call.

What is typed may be kept as a draft at any time; a form is checked only when it is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.urls import reverse_lazy
from django.utils.html import escape

from common.files.types import ACCEPTED, ACCEPTED_IN_WORDS
from common.timeline import FieldChange
from common.validators import no_address, visible_text
from ideas.content import form_label
from ideas.enums import AttachmentKind, QuestionKind
from ideas.forms.questions import answers_of, question_fields
from ideas.models import Attachment, Call, ConsentText, IdeaDraft, Question
from ideas.models.ideas import CONTENT_FIELDS, TEXT_LENGTH
from ideas.services.submission import Submission

TITLE_LENGTH = 150
PUBLICATION = (
    "Zu sehen sind dann Text und Bild, nie meine Kontaktdaten und keine Anlagen. Vorher prüft das SMARTCity-Team sie."
)
TOO_FAST = "Das ging sehr schnell. Bitte prüfen Sie Ihre Angaben kurz und senden Sie das Formular noch einmal."

TRAP = "website"
"""A field that people do not see: only programs fill it in."""

CONTACT_FIELDS = ("name", "email", "phone", "organisation_name")

SIMILAR = HTML('<div class="similar" id="aehnlich"></div>')
"""Where similar ideas appear, below the title."""

_LOOKS_FOR_SIMILAR = {
    "hx-get": reverse_lazy("ideas:similar"),
    "hx-trigger": "input changed delay:800ms",
    "hx-target": "#aehnlich",
    "hx-sync": "this:replace",
}
_NOT_COMPARED = ("key", "stamp", "draft_email")
_TITLE_MISSING = "Bitte geben Sie der Idee einen Titel."
_FILES = HTML('{% include "ideas/_files.html" %}')
_TRAP = HTML(
    f'<div hidden><label for="id_{TRAP}">Bitte leer lassen</label>'
    f'<input type="text" name="{TRAP}" id="id_{TRAP}" autocomplete="off" tabindex="-1"></div>'
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a form needs to know about its place: the call with its questions, the consent, and the files so far."""

    call: Call
    consent: ConsentText
    questions: Sequence[Question] = ()
    attachments: Sequence[Attachment] = field(default_factory=tuple)

    @property
    def has_picture(self) -> bool:
        """Whether a picture is stored."""
        return any(file.kind == AttachmentKind.PICTURE for file in self.attachments)

    @property
    def answered_by_file(self) -> set[int]:
        """The numbers of the questions whose file is stored."""
        return {file.question_id for file in self.attachments if file.question_id}

    @property
    def file_questions(self) -> list[str]:
        """The names of the fields that ask for a file."""
        return [f"question_{one.pk}" for one in self.questions if one.kind == QuestionKind.FILE]

    @property
    def text_questions(self) -> list[str]:
        """The names of the fields of all other questions."""
        return [f"question_{one.pk}" for one in self.questions if one.kind != QuestionKind.FILE]


def text_field(help_text: str, *, rows: int = 4, missing: str = "") -> forms.CharField:
    """Return a field for a longer text; required if there is a sentence for a ``missing`` one."""
    messages = {"required": missing} if missing else {}
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        required=bool(missing), max_length=TEXT_LENGTH, widget=widget, help_text=help_text, error_messages=messages
    )


def title_field(example: str) -> forms.CharField:
    """Return the field for the title of an idea, with an example; while someone types, similar ideas are looked for."""
    return forms.CharField(
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs=_LOOKS_FOR_SIMILAR),
        validators=[visible_text],
        help_text=f"Kurz und verständlich. Zum Beispiel: {example}",
        error_messages={"required": _TITLE_MISSING},
    )


class FilesInput(forms.FileInput):
    """A control for one file or several; what it takes is stored apart from the form."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, several: bool = False) -> None:
        self.allow_multiple_selected = several
        super().__init__({"accept": ACCEPTED, **(attrs or {}), **({"multiple": True} if several else {})})


class IntakeForm(forms.Form):
    """What all channels share: contact, consent, and the questions of the call."""

    channel: str
    contact_is_required = True

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    stamp = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label="Name",
        max_length=200,
        validators=[no_address],
        help_text="Zum Beispiel: Toni Beispiel",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Bitte nennen Sie Ihren Namen."},
    )
    email = forms.EmailField(
        label="E-Mail-Adresse",
        max_length=254,
        help_text="Dorthin senden wir die Bestätigung. Zum Beispiel: toni@example.org",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Bitte nennen Sie Ihre E-Mail-Adresse.",
            "invalid": "Das ist keine E-Mail-Adresse. Bitte schreiben Sie sie wie toni@example.org.",
        },
    )
    phone = forms.CharField(
        label="Telefon",
        required=False,
        max_length=50,
        help_text="Für Rückfragen. Zum Beispiel: 0365 123456",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    organisation_name = forms.CharField(
        label="Organisation",
        required=False,
        max_length=200,
        validators=[no_address],
        help_text="Unternehmen, Verein oder Einrichtung. Zum Beispiel: Gera Kultur GmbH",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    draft_email = forms.EmailField(
        label="E-Mail-Adresse für den Link",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Der Link bringt Ihren Entwurf auf jedem Gerät zurück. Zum Beispiel: toni@example.org",
    )
    agrees_to_publication = forms.BooleanField(
        label="Die Idee darf veröffentlicht werden", required=False, help_text=PUBLICATION
    )
    consent = forms.BooleanField(label="Ich willige ein", required=False)

    def __init__(self, *args: Any, setting: Setting, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        for name in CONTENT_FIELDS[self.channel]:
            self.fields[name].label = form_label(self.channel, name)
        for name in ("name", "email"):
            self.fields[name].required = self.contact_is_required
        self.fields |= self.own_fields() | question_fields(setting.questions, has_file=setting.answered_by_file)
        self.order_fields(self._order())
        for name in setting.file_questions:
            self.fields[name].widget.attrs |= {"accept": ACCEPTED, "data-upload": ""}
        consent = self.fields["consent"]
        consent.help_text = escape(setting.consent.text)
        consent.widget.attrs["value"] = str(setting.consent.number)
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.attrs = {"data-draft": "auto"}
        self.helper.form_error_title = "Bitte prüfen Sie Ihre Angaben. Es wurde noch nichts eingereicht."
        self.helper.layout = Layout(
            HTML('{% include "ideas/_default_button.html" %}'), "key", "stamp", _TRAP, *self.sections(), *self._end()
        )

    def sections(self) -> list[Any]:
        """Return the parts of the form that are its channel's own."""
        raise NotImplementedError

    def own_fields(self) -> dict[str, forms.Field]:
        """Return the fields of the channel that are made rather than written out."""
        return {}

    def _order(self) -> list[str]:
        """Return the names of the fields as they stand on the page, so that errors are listed in that order."""
        files = ["picture", "picture_text", *self.setting.file_questions, "attachments"]
        return [
            *CONTENT_FIELDS[self.channel],
            *self.own_fields(),
            *files,
            *self.setting.text_questions,
            *CONTACT_FIELDS,
            "terms",
        ]

    def _end(self) -> list[Any]:
        """Return the parts at the end of each form."""
        consents = [HTML('{% include "ideas/_terms.html" %}'), "terms"] if "terms" in self.fields else []
        return [
            *self._question_section(),
            Fieldset("Kontakt", HTML('{% include "ideas/_contact_note.html" %}'), *self._contact()),
            Fieldset("Einwilligung", *consents, "consent", "agrees_to_publication"),
            HTML('{% include "ideas/_submit_buttons.html" %}'),
        ]

    def _contact(self) -> list[Any]:
        return [Row("name", "email"), Row("phone", "organisation_name")]

    def _question_section(self) -> list[Any]:
        names = self.setting.text_questions
        return [Fieldset("Fragen zu diesem Aufruf", *names)] if names else []

    def files_section(self, *names: str) -> Fieldset:
        """Return the section with the stored files and the fields ``names`` and of questions that take more."""
        return files_section("Dateien", *names, *self.setting.file_questions)

    def clean_consent(self) -> bool:
        """Take the consent only to the text that is shown today."""
        ticked: bool = self.cleaned_data["consent"]
        if ticked and self.data.get("consent") != str(self.setting.consent.number):
            raise ValidationError(
                "Der Text der Einwilligung hat sich inzwischen geändert. Bitte lesen Sie ihn und setzen Sie den Haken"
                " noch einmal."
            )
        return ticked

    def clean(self) -> dict[str, Any]:
        """Ask for the consent where something personal was given."""
        cleaned = super().clean() or self.cleaned_data
        if self._is_personal(cleaned) and not cleaned.get("consent") and "consent" not in self.errors:
            self.add_error(
                "consent",
                "Bitte willigen Sie ein; ohne das dürfen wir Ihre Kontaktdaten nicht speichern."
                if self.contact_is_required
                else "Bitte willigen Sie ein, oder lassen Sie die Kontaktdaten leer.",
            )
        return cleaned

    def _is_personal(self, cleaned: dict[str, Any]) -> bool:
        given = any(cleaned.get(name) for name in CONTACT_FIELDS)
        return given or bool(answers_of(cleaned, self.setting.questions).personal)

    def show_conflicts(self, stored: IdeaDraft) -> list[FieldChange]:
        """Put what another window has kept beside what was typed here, and return all differences."""
        self.helper.form_error_title = "Ihre Eingaben sind noch nicht gespeichert."
        kept, sent, conflicts = stored.as_post(), cast(QueryDict, self.data), []
        for name, one in self.fields.items():
            old, new = (_in_words(one, data.getlist(name)) for data in (kept, sent))
            if name not in _NOT_COMPARED and not isinstance(one.widget, forms.FileInput) and old != new:
                conflicts.append(FieldChange(name, str(one.label), old, new))
                self.add_error(name, f"Inzwischen gesichert: {old or '(leer)'}")
        return conflicts

    def content(self) -> dict[str, Any]:
        """Return the valid values of the idea's own fields."""
        return {name: self.cleaned_data[name] for name in CONTENT_FIELDS[self.channel]}

    def co_authors(self) -> list[tuple[str, str]]:
        """Return name and address of those who wrote the idea along."""
        return []

    def submission(self) -> Submission:
        """Return what a valid form was filled in with."""
        personal = self._is_personal(self.cleaned_data)
        return Submission(
            content=self.content(),
            answers=answers_of(self.cleaned_data, self.setting.questions),
            contact={name: self.cleaned_data[name] for name in CONTACT_FIELDS},
            consent=self.setting.consent if personal else None,
            co_authors=self.co_authors(),
            picture_text=self.cleaned_data.get("picture_text", ""),
            agrees_to_publication=self.cleaned_data["agrees_to_publication"],
        )


def _in_words(field: forms.Field, values: Sequence[str]) -> str:
    """Return what was typed or chosen as text, a tick as "ja"."""
    if isinstance(field, forms.BooleanField):
        return "ja" if values else ""
    labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
    return ", ".join(labels.get(value, value.replace("\r\n", "\n").strip()) for value in values if value)


def files_field(example: str = "ein Lageplan") -> forms.Field:
    """Return the field for attachments; ``example`` names one."""
    return forms.Field(
        label="Anlagen",
        required=False,
        widget=FilesInput({"data-upload": ""}, several=True),
        help_text=f"{ACCEPTED_IN_WORDS}; je Datei höchstens 20 MB, zusammen 50 MB. Zum Beispiel: {example} als PDF",
    )


def files_section(legend: str, *names: str) -> Fieldset:
    """Return the section with the stored files and the fields ``names`` that take more."""
    button = HTML('{% include "ideas/_upload_button.html" %}')
    return Fieldset(legend, _FILES, *names, button, css_id="dateien")


def is_email(text: str) -> bool:
    """Return whether a text is an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
