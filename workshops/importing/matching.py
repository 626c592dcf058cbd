"""Names in files against stored names: case, blanks, hyphens and dots make no difference."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Generic, TypeVar

T = TypeVar("T")

_SIGNS = re.compile(r"[\W_]+")
_ABBREVIATION = re.compile(r"\s*\([^()]*\)\s*$")
_SIMILAR = 0.85
"""How alike two names must be to be offered, from 0 to 1; "GmbH" for "gGmbH" is above, other companies are below."""


def fold(name: str) -> str:
    """The name by which two spellings are compared."""
    return _SIGNS.sub("", name.casefold())


class NameIndex(Generic[T]):
    """Finds objects by any of their names; ``entries`` are pairs of a name and its object, the first one counts.

    An abbreviation in brackets behind a name ("Zweckverband … (ZVME)") may be missing.
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        entries = [(name, entry) for name, entry in entries if fold(name)]
        self.names = sorted({name for name, _entry in entries}, key=str.casefold)
        self._by_name: dict[str, T] = {}
        for read in (fold, _fold_short):
            for name, entry in entries:
                self._by_name.setdefault(read(name), entry)

    def find_exactly(self, name: str) -> T | None:
        """The object of this name, of which nothing is left out."""
        return self._by_name.get(fold(name))

    def find(self, name: str) -> T | None:
        """The object of this name."""
        return self._by_name.get(fold(name)) or self._by_name.get(_fold_short(name))

    def similar(self, name: str) -> T | None:
        """The object whose name is almost this one, for "did you mean …?"."""
        close = get_close_matches(fold(name), self._by_name, n=1, cutoff=_SIMILAR)
        return self._by_name[close[0]] if close else None


def _fold_short(name: str) -> str:
    return fold(_ABBREVIATION.sub("", name))
