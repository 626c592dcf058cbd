"""What the German search stands on: trigrams, and a function that folds spelling (common/search.py)."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

# Written out, since lower() of a database without a locale leaves umlauts alone. "ae", "oe" and "ue" count as umlauts, as
# in "Muell", but not the "ue" of "neue", "Frauen" or "Quelle".
FOLD = r"""
CREATE FUNCTION fold_german(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
    regexp_replace(
        translate(
            replace(replace(lower(value), 'ß', 'ss'), 'ẞ', 'ss'),
            'äöüÄÖÜáàâãåçéèêëíìîïñóòôõúùûÁÀÂÅÇÉÈÊËÍÌÎÏÑÓÒÔÚÙÛ',
            'aouaouaaaaaceeeeiiiinoooouuuaaaaceeeeiiiinooouuu'
        ),
        '([ao])e', '\1', 'g'
    ),
    '(^|[^aeq])ue', '\1u', 'g'
)
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0002_formdraft")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(FOLD, "DROP FUNCTION fold_german(text)"),
    ]
