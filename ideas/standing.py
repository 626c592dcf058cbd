"""What there is from the beginning: the Ideenformular, which is always open, and the first text of consent."""

from typing import Any

from django.apps import apps as installed
from django.utils import timezone

from ideas.enums import Access, Channel

FORM_TEXT = (
    "Sie haben eine Idee, wie Gera digitaler, nachhaltiger oder lebenswerter wird? Zwei Felder genügen. Wenn Sie eine "
    "E-Mail-Adresse angeben, erfahren Sie, was aus Ihrer Idee wird."
)
CONSENT_TEXT = (
    "Ich bin einverstanden, dass die Stadt Gera meine Angaben speichert, um meine Idee zu bearbeiten und mir zu "
    "antworten. Meine Kontaktdaten werden nicht veröffentlicht. Ich kann sie jederzeit löschen lassen; die Idee selbst "
    "bleibt dann ohne meinen Namen erhalten."
)


def create_standing_data(*, apps: Any = installed, **kwargs: Any) -> None:
    """Create the Ideenformular and the first text of consent where they are missing (receiver of ``post_migrate``).

    Not in a migration, since a database that was emptied (by ``flush``) needs them again. ``apps`` knows the models as
    the last migration left them.
    """
    try:
        call, consent = apps.get_model("ideas", "Call"), apps.get_model("ideas", "ConsentText")
    except LookupError:
        return
    if not call.objects.filter(channel=Channel.FORM).exists():
        call.objects.create(
            channel=Channel.FORM,
            title="Ideenformular",
            slug="ideenformular",
            text=FORM_TEXT,
            access=Access.PUBLIC,
            published_at=timezone.now(),
        )
    if not consent.objects.exists():
        consent.objects.create(number=1, text=CONSENT_TEXT)
