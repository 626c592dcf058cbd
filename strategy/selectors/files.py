"""Reads: the bytes of what a version shows, and whether they are still there."""

from hashlib import sha256

from strategy.content import StrategyContent, files_of
from strategy.models import StoredFile


def pictures_in(content: StrategyContent) -> dict[str, bytes]:
    """Return the pictures that a version shows by their digests, without those that are lost; at most one query."""
    return _bytes_of({file.sha256 for file in files_of(content) if file.is_picture})


def changed_files(content: StrategyContent) -> list[str]:
    """Return the titles of files that are lost, or whose bytes no longer fit the digest that the version holds."""
    found = _bytes_of({file.sha256 for file in files_of(content)})
    intact = {digest for digest, data in found.items() if sha256(data).hexdigest() == digest}
    return [file.title for file in files_of(content) if file.sha256 not in intact]


def _bytes_of(digests: set[str]) -> dict[str, bytes]:
    if not digests:
        return {}
    found: dict[str, bytes] = {}
    for stored in StoredFile.objects.filter(sha256__in=digests):
        try:
            with stored.file.open("rb") as file:
                found[stored.sha256] = file.read()
        except FileNotFoundError:  # the documents say what it was, and the page of the state that it is lost
            continue
    return found
