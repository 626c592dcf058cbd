"""German words around a meeting: what it is called and whose it is."""

import re

from workshops.enums import MeetingFormat

MEETING_NOUN = r"(?:\w*workshop|\w*sitzung|\w*treffen|\w*beratung|\w*besprechung|zusammenkunft)"

_GENITIVE = re.compile(r"(?:\bdes|vom)\s+(?P<noun>\S+)(?P<rest>.*)", re.IGNORECASE)
_GENITIVES = (
    ("gruppe", "der", ""),
    ("kommission", "der", ""),
    ("runde", "der", ""),
    ("kreis", "des", "es"),
    ("ausschuss", "des", "es"),
    ("rat", "des", "s"),
    ("team", "des", "s"),
)
"""Endings of bodies' names, with the article and the ending in the genitive."""

_OWN_FORM_IN_S = ("ss", "is", "us")


def meeting_format(noun: str) -> MeetingFormat:
    """The format that a noun names: "Workshop" is one, everything else is a session."""
    return MeetingFormat.WORKSHOP if "workshop" in noun.casefold() else MeetingFormat.SESSION


def nominative(noun: str) -> str:
    """A masculine or neuter noun out of the genitive: "Strategiekreises" → "Strategiekreis", "Stadtrats" → "Stadtrat".

    Writers forget the ending ("des Strategiekreis"), so nouns that end in s themselves stay as they are.
    """
    if noun.endswith("es") and len(noun) > 4:
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(_OWN_FORM_IN_S):
        return noun[:-1]
    return noun


def body_name(words: str) -> str:
    """The name of the body in "der Fachgruppe X", "des Strategiekreises" or "– AG Verkehr"."""
    words = words.strip(" \t:–—-,")
    if match := _GENITIVE.match(words):
        return f"{nominative(match['noun'])}{match['rest']}".strip()
    return re.sub(r"^(?:der|von der|von)\s+", "", words, flags=re.IGNORECASE).strip()


def genitive(name: str) -> str:
    """The name of a body with its article in the genitive, where its first word tells the gender; else nothing.

    "Fachgruppe Energie" → "der Fachgruppe Energie", "Strategiekreis" → "des Strategiekreises".
    """
    noun, _, rest = name.partition(" ")
    for ending, article, added in _GENITIVES:
        if noun.casefold().endswith(ending):
            return f"{article} {noun}{added} {rest}".strip()
    return ""
