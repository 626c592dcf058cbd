"""The labels of a protocol's head ("Datum", "Sitzungsleitung", "Teilnehmer:innen") and our own word for each."""

import re

_GENDERED = re.compile(r"[:*_/]-?innen")

_LABELS = {
    "gremium": ("gremium",),
    "projekt": ("projekt",),
    "ort": ("ort", "raum", "sitzungsort", "veranstaltungsort"),
    "moderation": ("moderation", "moderator", "moderatorin", "leitung", "sitzungsleitung", "vorsitz"),
    "protokollführung": (
        *("protokollführung", "protokollführer", "protokollführerin", "protokollant", "protokollantin", "protokoll"),
        *("schriftführung", "schriftführer", "schriftführerin"),
    ),
    "verteiler": ("verteiler",),
    "datum": ("datum", "termin", "tag", "sitzungstag", "sitzungsdatum"),
    "zeit": ("zeit", "uhrzeit", "dauer"),
    "beginn": ("beginn",),
    "ende": ("ende",),
    "anwesend": (
        *("anwesend", "anwesende", "anwesenheit", "teilnehmer", "teilnehmerinnen", "teilnehmende", "teilnahme"),
        *("teilnehmerkreis", "teilnehmerliste"),
    ),
    "entschuldigt": ("entschuldigt", "entschuldigte", "abwesend"),
    "gäste": ("gäste", "gast"),
}
_LABEL_OF_WORD = {word: label for label, words in _LABELS.items() for word in words}


def known_label(words: str) -> str:
    """Our own word for the label that ``words`` begin with ("Protokollantin" → "protokollführung"), or nothing."""
    first = re.match(r"\w+", _GENDERED.sub("innen", words.casefold()))
    return _LABEL_OF_WORD.get(first[0], "") if first else ""
