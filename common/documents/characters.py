"""Which characters a document can hold."""

import re

_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_VERTICAL_SPACE = re.compile(r"[\x0b\x0c]")
_UNBREAKABLE = re.compile(r"[^\s/\u00ad\u200b-]{40,}")
_CHUNK = 10


def printable(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 or PDF/UA-1 refuse (control characters, lone surrogates)."""
    return _VERTICAL_SPACE.sub(" ", _FORBIDDEN.sub("", text))


def breakable(text: str) -> str:
    """Return ``text`` with zero-width spaces in words of 40 characters or more, which else leave the page."""
    return _UNBREAKABLE.sub(_with_break_points, text)


def _with_break_points(match: re.Match[str]) -> str:
    word = match[0]
    return "\u200b".join(word[start : start + _CHUNK] for start in range(0, len(word), _CHUNK))
