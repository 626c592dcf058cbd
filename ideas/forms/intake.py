"""The forms of the three channels: what they ask, with a help text and an example for each field.

What is typed may be kept as a draft at any time; a form is checked only when it is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ideas.content import form_label
from ideas.enums import AttachmentKind, Channel, Maturity, QuestionKind
from ideas.files.types import ACCEPTED, ACCEPTED_IN_WORDS
from ideas.forms.questions import answers_of, question_fields
from ideas.models import Attachment, Call, ConsentText, Question
from ideas.models.ideas import CONTENT_FIELDS, TEXT_LENGTH
from ideas.services.submission import Submission
from strategy.models import ActionField

TITLE_LENGTH = 150
CO_AUTHORS = 6
TERMS = (
    "Ich nehme die Teilnahmebedingungen an: Die Idee stammt von uns, wir dürfen Texte und Bilder verwenden, und alle"
    " genannten Personen wissen davon. Die Jury darf die Idee lesen und bewerten. Der Rechtsweg ist ausgeschlossen."
)
PUBLICATION = (
    "Die Idee darf auf diesen Seiten veröffentlicht werden, ohne meine Kontaktdaten. Vorher prüft sie das"
    " SMARTCity-Team."
)
TOO_FAST = "Das ging sehr schnell. Bitte prüfen Sie Ihre Angaben kurz und senden Sie das Formular noch einmal."

TRAP = "website"
"""A field that people do not see: only programs fill it in."""

CONTACT_FIELDS = ("name", "email", "phone", "organisation_name")

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


def _text(help_text: str, *, rows: int = 4, missing: str = "") -> forms.CharField:
    """Return a field for a longer text; required if there is a sentence for a ``missing`` one."""
    messages = {"required": missing} if missing else {}
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        required=bool(missing), max_length=TEXT_LENGTH, widget=widget, help_text=help_text, error_messages=messages
    )


def _title(example: str) -> forms.CharField:
    return forms.CharField(
        max_length=TITLE_LENGTH,
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
    name = forms.CharField(
        label="Name",
        max_length=200,
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
        help_text="Unternehmen, Verein oder Einrichtung. Zum Beispiel: Gera Kultur GmbH",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    draft_email = forms.EmailField(
        label="E-Mail-Adresse für den Link",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Der Link bringt Ihren Entwurf auf jedem Gerät zurück. Zum Beispiel: toni@example.org",
    )
    agrees_to_publication = forms.BooleanField(label=PUBLICATION, required=False)
    consent = forms.BooleanField(required=False)

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
        consent.label = setting.consent.text
        consent.widget.attrs["value"] = str(setting.consent.number)
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.attrs = {"data-draft": "auto"}
        self.helper.layout = Layout(
            HTML('{% include "ideas/_default_button.html" %}'), "key", _TRAP, *self.sections(), *self._end()
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
        consents = ["terms"] if "terms" in self.fields else []
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

    def _files(self, *names: str) -> Fieldset:
        button = HTML('{% include "ideas/_upload_button.html" %}')
        return Fieldset("Dateien", _FILES, *names, *self.setting.file_questions, button, css_id="dateien")

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


class ShortForm(IntakeForm):
    """The Ideenformular: a title and the idea; who hands it in may stay unnamed."""

    channel = Channel.FORM
    contact_is_required = False

    title = _title("Straßenlaternen, die nur leuchten, wenn jemand kommt")
    summary = _text(
        "Was soll anders werden, wo und für wen? Zum Beispiel: Am Uferweg ist es abends dunkel. Laternen mit"
        " Bewegungsmelder würden Strom sparen und den Weg sicher machen.",
        rows=6,
        missing="Bitte beschreiben Sie Ihre Idee.",
    )

    def sections(self) -> list[Any]:
        """Return the idea, and files where the call asks for some."""
        files = [self._files()] if self.setting.file_questions else []
        return [Fieldset("Ihre Idee", "title", "summary"), *files]


class ProfileForm(IntakeForm):
    """The Steckbrief of a project."""

    channel = Channel.PROFILE

    title = _title("Digitale Parkraumanzeige Innenstadt")
    summary = _text(
        "In zwei bis drei Sätzen. Zum Beispiel: Sensoren melden freie Parkplätze, Schilder und eine App zeigen sie an.",
        rows=3,
        missing="Bitte beschreiben Sie Ihr Vorhaben kurz.",
    )
    action_field = forms.ModelChoiceField(
        ActionField.objects.all(),
        required=False,
        empty_label="noch offen",
        help_text="Zu welchem Feld der Strategie das Vorhaben am besten passt. Zum Beispiel: Mobilität",
        error_messages={"invalid_choice": "Dieses Handlungsfeld gibt es nicht mehr. Bitte wählen Sie ein anderes."},
    )
    situation = _text(
        "Wie ist es heute, und was stört daran? Zum Beispiel: Ein Drittel des Verkehrs in der Innenstadt sucht einen"
        " Parkplatz."
    )
    goal = _text(
        "Was soll erreicht werden, und wer hat etwas davon? Zum Beispiel: Weniger Suchverkehr, weniger Lärm, mehr"
        " Besuche im Handel.",
        missing="Bitte nennen Sie Ziel und Nutzen.",
    )
    target_group = _text("Für wen ist das Vorhaben? Zum Beispiel: Pendelnde, Gäste, Handel", rows=2)
    approach = _text(
        "Welche Schritte sind geplant? Zum Beispiel: Zuerst ein Parkhaus als Versuch, danach alle städtischen Flächen."
    )
    partners = _text("Wer wirkt mit? Zum Beispiel: Stadtwerke, Verkehrsbetrieb, Hochschule", rows=2)
    cost = _text("Geschätzt, einmalig und im Jahr. Zum Beispiel: 80.000 Euro einmalig, 6.000 Euro im Jahr", rows=2)
    funding = _text(
        "Welche Mittel gibt es, welche Förderung käme infrage? Zum Beispiel: 30.000 Euro Eigenmittel", rows=2
    )
    time_frame = _text("Von wann bis wann? Zum Beispiel: Beginn im Frühjahr 2021, Dauer 18 Monate", rows=2)
    maturity = forms.ChoiceField(
        choices=[("", "keine Angabe"), *Maturity.choices],
        required=False,
        help_text="Wie weit das Vorhaben ist. Zum Beispiel: Konzept liegt vor",
    )
    indicators = _text(
        "Woran wäre der Erfolg zu messen? Zum Beispiel: Dauer der Parkplatzsuche, Zahl der Abfragen am Tag", rows=2
    )
    attachments = forms.Field(
        label="Anlagen",
        required=False,
        widget=FilesInput({"data-upload": ""}, several=True),
        help_text=f"{ACCEPTED_IN_WORDS}; je Datei höchstens 20 MB, zusammen 50 MB. Zum Beispiel: ein Lageplan als PDF",
    )

    def sections(self) -> list[Any]:
        """Return the sections of the Steckbrief."""
        return [
            Fieldset("Worum es geht", "title", "summary", "action_field"),
            Fieldset("Ausgangslage und Ziel", "situation", "goal", "target_group"),
            Fieldset("Umsetzung", "approach", "partners", "time_frame", "maturity"),
            Fieldset("Kosten und Erfolg", "cost", "funding", "indicators"),
            self._files("attachments"),
        ]


class CompetitionForm(IntakeForm):
    """An entry to the Ideenwettbewerb, by one person or a team."""

    channel = Channel.COMPETITION

    title = _title("Das sprechende Stadtmuseum")
    summary = _text(
        "Was ist neu daran, und wie funktioniert es? Zum Beispiel: Wer vor einem Ausstellungsstück steht, hört dessen"
        " Geschichte auf dem eigenen Telefon.",
        rows=6,
        missing="Bitte beschreiben Sie Ihre Idee.",
    )
    goal = _text(
        "Wem hilft die Idee, und was wird besser? Zum Beispiel: Schulklassen und Gäste erleben die Stadtgeschichte.",
        missing="Bitte beschreiben Sie den Nutzen.",
    )
    picture = forms.Field(
        label="Bild",
        required=False,
        widget=FilesInput({"accept": ".png,.jpg,.jpeg,.webp", "data-upload": ""}),
        help_text="PNG, JPG oder WebP, höchstens 20 MB. Zum Beispiel: eine Skizze",
    )
    picture_text = forms.CharField(
        label="Bildbeschreibung",
        required=False,
        max_length=200,
        help_text="Was zu sehen ist, für Menschen, die es nicht sehen. Zum Beispiel: Skizze mit Hörstationen",
    )
    attachments = forms.Field(
        label="Anlagen",
        required=False,
        widget=FilesInput({"data-upload": ""}, several=True),
        help_text=f"{ACCEPTED_IN_WORDS}; je Datei höchstens 20 MB, zusammen 50 MB. Zum Beispiel: ein Konzept als PDF",
    )
    terms = forms.BooleanField(
        label=TERMS, error_messages={"required": "Bitte nehmen Sie die Teilnahmebedingungen an."}
    )

    def own_fields(self) -> dict[str, forms.Field]:
        """Return name and address of each co-author."""
        rows = (_co_author_fields(number) for number in range(1, CO_AUTHORS + 1))
        return {name: made for row in rows for name, made in row.items()}

    def sections(self) -> list[Any]:
        """Return the idea, the team and the files."""
        rows = [Row(f"co_name_{number}", f"co_email_{number}") for number in range(1, CO_AUTHORS + 1)]
        is_open = {"open": "open"} if self._has_many_co_authors() else {}
        more = Div(*rows[2:], template="ideas/_more_people.html", **is_open)
        note = HTML('{% include "ideas/_team_note.html" %}')
        return [
            Fieldset("Ihre Idee", "title", "summary", "goal"),
            Fieldset("Team", note, *rows[:2], more),
            self._files("picture", "picture_text", "attachments"),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the description of a picture, and for both name and address of each co-author."""
        cleaned = super().clean()
        if self.setting.has_picture and not cleaned.get("picture_text") and "picture_text" not in self.errors:
            self.add_error("picture_text", "Bitte beschreiben Sie das Bild für Menschen, die es nicht sehen.")
        known: set[str] = set()
        for number in range(1, CO_AUTHORS + 1):
            self._clean_co_author(number, cleaned, known)
        return cleaned

    def _clean_co_author(self, number: int, cleaned: dict[str, Any], known: set[str]) -> None:
        name, email = cleaned.get(f"co_name_{number}", ""), cleaned.get(f"co_email_{number}", "").lower()
        if f"co_email_{number}" in self.errors:
            return
        if name and not email:
            self.add_error(
                f"co_email_{number}", "Bitte nennen Sie die E-Mail-Adresse, damit die Person bestätigen kann."
            )
        elif email and not name:
            self.add_error(f"co_name_{number}", "Bitte nennen Sie den Namen.")
        elif email and email in known:
            self.add_error(f"co_email_{number}", "Diese Adresse steht schon weiter oben.")
        known.add(email)

    def _has_many_co_authors(self) -> bool:
        names = (f"co_{part}_{number}" for number in range(3, CO_AUTHORS + 1) for part in ("name", "email"))
        return any(self[name].value() for name in names)

    def co_authors(self) -> list[tuple[str, str]]:
        """Return name and address of the co-authors."""
        pairs = (
            (self.cleaned_data[f"co_name_{number}"], self.cleaned_data[f"co_email_{number}"].lower())
            for number in range(1, CO_AUTHORS + 1)
        )
        return [(name, email) for name, email in pairs if name and email]


FORMS: dict[str, type[IntakeForm]] = {
    Channel.PROFILE: ProfileForm,
    Channel.COMPETITION: CompetitionForm,
    Channel.FORM: ShortForm,
}


def is_email(text: str) -> bool:
    """Return whether a text is an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _co_author_fields(number: int) -> dict[str, forms.Field]:
    return {
        f"co_name_{number}": forms.CharField(
            label=f"{number}. Person: Name", required=False, max_length=200, help_text="Zum Beispiel: Kim Muster"
        ),
        f"co_email_{number}": forms.EmailField(
            label=f"{number}. Person: E-Mail-Adresse",
            required=False,
            help_text="Zum Beispiel: kim@example.org",
            error_messages={"invalid": "Das ist keine E-Mail-Adresse. Bitte schreiben Sie sie wie kim@example.org."},
        ),
    }
