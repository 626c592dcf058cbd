"""Uptakes carry a version, so that two editors do not overwrite each other."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0004_search'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicaluptake',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='Version'),
        ),
        migrations.AddField(
            model_name='uptake',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='Version'),
        ),
    ]
