"""German full-text search in PostgreSQL: folded spelling, word parts and typing errors.

Texts are searched in folded spelling (``fold_german`` in the database: "Straße", "Strasse" and "STRASSE" are one
word, so are "Müll" and "Muell"), reduced to stems by PostgreSQL's German dictionary. A table of all stems, the
vocabulary, tells which of them a typed word is a part of ("Laterne": "strassenlatern"), or which it is close to
("Strasenlaterne"). So the texts themselves are only searched for whole stems, which an index answers however many texts
there are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.contrib.postgres.search import SearchQuery
from django.db import connection, models

MAX_WORDS = 8
"""How many words of a query are looked for."""
MAX_STEMS = 60
"""How many stems stand in for one word at most."""
CLOSE = 0.5
"""From this trigram similarity on, a stem counts as the typed one with a typing error."""
DISTANT = 0.3
"""How similar the stem must be that stands in for a word that is not in the vocabulary, nor part of another."""
FEW = 5

_WORD = re.compile(r"[^\W_]+")


class FoldGerman(models.Func):
    """A text in folded spelling: lower case, no umlauts, no accents, "ss" for "ß"."""

    function = "fold_german"
    output_field = models.TextField()


class StemQuery(SearchQuery):
    """A query of stems that are not to be reduced any further."""

    template = "(%(expressions)s)::tsquery"


def stem_queries(text: str, vocabulary: type[models.Model]) -> list[StemQuery | None]:
    """Return a query for each word of ``text``: for texts that hold it, as part of a word, or with a typing error.

    ``vocabulary`` is a model whose ``word`` holds all stems. ``None`` stands for a word that no text holds; stop words
    ("für", "und") are left out. One query to the database.
    """
    stems = stems_for(words_of(text), vocabulary)
    return [StemQuery(" | ".join(map(_quoted, group))) if group else None for group in stems]


def words_of(text: str) -> list[str]:
    """Return the words of a query, each once, at most ``MAX_WORDS``."""
    return list(dict.fromkeys(word[:60] for word in _WORD.findall(text)))[:MAX_WORDS]


def stems_for(words: Sequence[str], vocabulary: type[models.Model]) -> list[list[str]]:
    """Return the stems that stand for each of these words, none for a word that is unknown; stop words are left out."""
    if not words:
        return []
    table = connection.ops.quote_name(vocabulary._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(_STEMS.format(table=table, limit=MAX_STEMS), [list(words)])
        rows = cursor.fetchall()
    found: dict[int, list[tuple[str, bool, float]]] = defaultdict(list)
    for place, stem, is_part, similarity in rows:
        found[place] += [(stem, is_part, similarity)] if stem else []
    return [_chosen(group) for group in found.values()]


_STEMS = """
WITH typed AS MATERIALIZED (
    SELECT place, (tsvector_to_array(to_tsvector('german', fold_german(word))))[1] AS stem
    FROM unnest(%s::text[]) WITH ORDINALITY AS given (word, place)
    WHERE to_tsvector('german', word) <> ''
)
SELECT typed.place, known.word, known.is_part, known.similarity
FROM typed
LEFT JOIN LATERAL (
    SELECT word, word LIKE '%%' || typed.stem || '%%' AS is_part, similarity(word, typed.stem) AS similarity
    FROM {table}
    WHERE word = typed.stem
       OR (length(typed.stem) > 2 AND (word LIKE '%%' || typed.stem || '%%' OR word %% typed.stem))
    ORDER BY 2 DESC, 3 DESC, 1
    LIMIT {limit}
) AS known ON true
WHERE typed.stem IS NOT NULL
ORDER BY typed.place, known.is_part DESC, known.similarity DESC, known.word
"""


def _chosen(candidates: Iterable[tuple[str, bool, float]]) -> list[str]:
    """Return the stems that hold the typed one or are close to it; where there are none, the few that come nearest."""
    candidates = list(candidates)
    near = [stem for stem, is_part, similarity in candidates if is_part or similarity >= CLOSE]
    return near or [stem for stem, _, similarity in candidates if similarity >= DISTANT][:FEW]


def _quoted(stem: str) -> str:
    return "'" + stem.replace("\\", "\\\\").replace("'", "''") + "'"
