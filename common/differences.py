"""What differs between two texts, word by word."""

import difflib
import re

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def differing_parts(old: str, new: str) -> list[tuple[str, str]]:
    """Return what was kept ("same"), left out ("old") and added ("new") between two texts, in reading order."""
    if old == new:
        return [("same", new)] if new else []
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    parts: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(("same", "".join(after[c:d])))
        else:
            parts += [(kind, "".join(words)) for kind, words in (("old", before[a:b]), ("new", after[c:d])) if words]
    return parts
