"""Each competition may have its own terms."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0005_uptake_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='terms',
            field=models.TextField(blank=True, help_text='Leer: die üblichen. Absätze trennt eine leere Zeile.', max_length=10000, verbose_name='Teilnahmebedingungen'),
        ),
        migrations.AddField(
            model_name='historicalcall',
            name='terms',
            field=models.TextField(blank=True, help_text='Leer: die üblichen. Absätze trennt eine leere Zeile.', max_length=10000, verbose_name='Teilnahmebedingungen'),
        ),
    ]
