"""What there is from the beginning: the Ideenformular, which is always open, and the first text of consent."""

from django.db import migrations
from django.utils import timezone

FORM_TEXT = (
    "Sie haben eine Idee, wie Gera digitaler, nachhaltiger oder lebenswerter wird? Zwei Felder genügen. Wenn Sie eine "
    "E-Mail-Adresse angeben, erfahren Sie, was aus Ihrer Idee wird."
)
CONSENT_TEXT = (
    "Ich bin einverstanden, dass die Stadt Gera meine Angaben speichert, um meine Idee zu bearbeiten und mir zu "
    "antworten. Meine Kontaktdaten werden nicht veröffentlicht. Ich kann sie jederzeit löschen lassen; die Idee selbst "
    "bleibt dann ohne meinen Namen erhalten."
)


def create(apps, schema_editor):
    call = apps.get_model("ideas", "Call")
    if not call.objects.filter(slug="ideenformular").exists():
        call.objects.create(
            channel="form",
            title="Ideenformular",
            slug="ideenformular",
            text=FORM_TEXT,
            access="public",
            published_at=timezone.now(),
        )
    consent = apps.get_model("ideas", "ConsentText")
    if not consent.objects.exists():
        consent.objects.create(number=1, text=CONSENT_TEXT)


class Migration(migrations.Migration):
    dependencies = [("ideas", "0002_initial")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
