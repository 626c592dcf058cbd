"""The forms of the three channels: what each asks, with a help text and an example for every field."""

from typing import Any

from crispy_forms.layout import HTML, Div, Fieldset, Row
from django import forms

from common.validators import no_address
from ideas.enums import Channel, Maturity
from ideas.forms.intake import SIMILAR, FilesInput, IntakeForm, files_field, text_field, title_field
from strategy.models import ActionField

CO_AUTHORS = 6
TERMS = (
    "Die Idee stammt von uns, wir dürfen Texte und Bilder verwenden, und alle"
    " genannten Personen wissen davon. Die Jury darf die Idee lesen und bewerten. Der Rechtsweg ist ausgeschlossen."
)


class ShortForm(IntakeForm):
    """The Ideenformular: a title and the idea; who hands it in may stay unnamed."""

    channel = Channel.FORM
    contact_is_required = False

    title = title_field("Straßenlaternen, die nur leuchten, wenn jemand kommt")
    summary = text_field(
        "Was soll anders werden, wo und für wen? Zum Beispiel: Am Uferweg ist es abends dunkel. Laternen mit"
        " Bewegungsmelder würden Strom sparen und den Weg sicher machen.",
        rows=6,
        missing="Bitte beschreiben Sie Ihre Idee.",
    )

    def sections(self) -> list[Any]:
        """Return the idea, and files where the call asks for some."""
        files = [self.files_section()] if self.setting.file_questions else []
        return [Fieldset("Ihre Idee", "title", SIMILAR, "summary"), *files]


class ProfileForm(IntakeForm):
    """The Steckbrief of a project."""

    channel = Channel.PROFILE

    title = title_field("Digitale Parkraumanzeige Innenstadt")
    summary = text_field(
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
    situation = text_field(
        "Wie ist es heute, und was stört daran? Zum Beispiel: Ein Drittel des Verkehrs in der Innenstadt sucht einen"
        " Parkplatz."
    )
    goal = text_field(
        "Was soll erreicht werden, und wer hat etwas davon? Zum Beispiel: Weniger Suchverkehr, weniger Lärm, mehr"
        " Besuche im Handel.",
        missing="Bitte nennen Sie Ziel und Nutzen.",
    )
    target_group = text_field("Für wen ist das Vorhaben? Zum Beispiel: Pendelnde, Gäste, Handel", rows=1)
    approach = text_field(
        "Welche Schritte sind geplant? Zum Beispiel: Zuerst ein Parkhaus als Versuch, danach alle städtischen Flächen."
    )
    partners = text_field("Wer wirkt mit? Zum Beispiel: Stadtwerke, Verkehrsbetrieb, Hochschule", rows=1)
    cost = text_field("Geschätzt, einmalig und im Jahr. Zum Beispiel: 80.000 Euro einmalig, 6.000 Euro im Jahr", rows=1)
    funding = text_field(
        "Welche Mittel gibt es, welche Förderung käme infrage? Zum Beispiel: 30.000 Euro Eigenmittel", rows=1
    )
    time_frame = text_field("Von wann bis wann? Zum Beispiel: Beginn im Frühjahr 2021, Dauer 18 Monate", rows=1)
    maturity = forms.ChoiceField(
        choices=[("", "keine Angabe"), *Maturity.choices],
        required=False,
        help_text="Wie weit das Vorhaben ist. Zum Beispiel: Konzept liegt vor",
    )
    indicators = text_field(
        "Woran wäre der Erfolg zu messen? Zum Beispiel: Dauer der Parkplatzsuche, Zahl der Abfragen am Tag", rows=1
    )
    attachments = files_field()

    def sections(self) -> list[Any]:
        """Return the sections of the Steckbrief."""
        return [
            Fieldset("Worum es geht", "title", SIMILAR, "summary", "action_field"),
            Fieldset("Ausgangslage und Ziel", "situation", "goal", "target_group"),
            Fieldset("Umsetzung", "approach", "partners", "time_frame", "maturity"),
            Fieldset("Kosten und Erfolg", "cost", "funding", "indicators"),
            self.files_section("attachments"),
        ]


class CompetitionForm(IntakeForm):
    """An entry to the Ideenwettbewerb, by one person or a team."""

    channel = Channel.COMPETITION

    title = title_field("Das sprechende Stadtmuseum")
    summary = text_field(
        "Was ist neu daran, und wie funktioniert es? Zum Beispiel: Wer vor einem Ausstellungsstück steht, hört dessen"
        " Geschichte auf dem eigenen Telefon.",
        rows=6,
        missing="Bitte beschreiben Sie Ihre Idee.",
    )
    goal = text_field(
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
    attachments = files_field("ein Konzept")
    terms = forms.BooleanField(
        label="Ich nehme die Teilnahmebedingungen an",
        error_messages={"required": "Bitte nehmen Sie die Teilnahmebedingungen an."},
    )

    @property
    def terms_text(self) -> str:
        """The terms of this call, or the usual ones."""
        return self.setting.call.terms or TERMS

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
            Fieldset("Ihre Idee", "title", SIMILAR, "summary", "goal"),
            Fieldset("Team", note, *rows[:2], more),
            self.files_section("picture", "picture_text", "attachments"),
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


def _co_author_fields(number: int) -> dict[str, forms.Field]:
    return {
        f"co_name_{number}": forms.CharField(
            label=f"{number}. Person: Name",
            required=False,
            max_length=200,
            validators=[no_address],
            help_text="Zum Beispiel: Kim Muster",
        ),
        f"co_email_{number}": forms.EmailField(
            label=f"{number}. Person: E-Mail-Adresse",
            required=False,
            help_text="Zum Beispiel: kim@example.org",
            error_messages={"invalid": "Das ist keine E-Mail-Adresse. Bitte schreiben Sie sie wie kim@example.org."},
        ),
    }
