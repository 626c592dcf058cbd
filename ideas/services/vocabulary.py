"""The vocabulary of the search (common/search.py): triggers add the stems of each idea; here unused ones go."""

from django.db import connection, transaction

from ideas.models import SearchWord

_UNUSED = """
DELETE FROM {words} WHERE word NOT IN (
    SELECT word FROM ts_stat('SELECT search FROM ideas_idea WHERE reference IS NOT NULL')
)
"""


@transaction.atomic
def forget_unused_words() -> int:
    """Delete the stems that stand in no idea any more, and return how many; ideas that come in meanwhile wait."""
    words = connection.ops.quote_name(SearchWord._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {words} IN EXCLUSIVE MODE")
        cursor.execute(_UNUSED.format(words=words))
        return cursor.rowcount
