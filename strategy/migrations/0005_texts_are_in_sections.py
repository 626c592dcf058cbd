"""The text of a Teilkonzept is in its sections."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('strategy', '0004_texts_become_sections'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='historicalsubconcept',
            name='text',
        ),
        migrations.RemoveField(
            model_name='subconcept',
            name='text',
        ),
    ]
