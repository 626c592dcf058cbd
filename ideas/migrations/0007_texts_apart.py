"""Where PostgreSQL keeps the texts of ideas: apart from the rest, which lists, counts and filters read."""

from django.db import migrations

# A row with its texts fills half a page of the table, so a list that counts a thousand ideas reads 250 pages; without
# them twenty rows share a page. What is stored already stays where it is until the row is written again.
APART = "ALTER TABLE ideas_idea SET (toast_tuple_target = 128)"


class Migration(migrations.Migration):

    dependencies = [
        ('ideas', '0006_call_terms'),
    ]

    operations = [
        migrations.RunSQL(APART, "ALTER TABLE ideas_idea RESET (toast_tuple_target)"),
    ]
