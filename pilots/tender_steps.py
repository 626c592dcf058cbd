"""The steps by which a tender moves on, as buttons on the site and in the admin."""

from dataclasses import dataclass

from pilots.enums import TenderStatus
from pilots.models import Tender


@dataclass(frozen=True, slots=True)
class TenderMove:
    """A step to the status ``to``; ``slug`` is the last part of its address, ``text`` says what it means."""

    to: str
    slug: str
    label: str
    text: str

    @property
    def asks_result(self) -> bool:
        """Whether the result has to be written down."""
        return self.to == TenderStatus.AWARDED

    @property
    def reason_required(self) -> bool:
        """Whether it needs a reason."""
        return self.to == TenderStatus.CANCELLED


MOVES = (
    TenderMove(TenderStatus.PRIORITISED, "priorisieren", "Priorisieren", "Priorität und Reihenfolge stehen fest."),
    TenderMove(
        TenderStatus.PREPARING,
        "vorbereiten",
        "Vorbereitung beginnen",
        "Leistungsbeschreibung und Unterlagen entstehen, begleitet vom Ideenpaten.",
    ),
    TenderMove(
        TenderStatus.PUBLISHED,
        "veroeffentlichen",
        "Als veröffentlicht eintragen",
        "Die Ausschreibung ist bekannt gemacht; Angebote können eingehen.",
    ),
    TenderMove(
        TenderStatus.EVALUATING, "pruefen", "Angebote prüfen", "Die Frist ist vorbei; die Angebote werden geprüft."
    ),
    TenderMove(
        TenderStatus.AWARDED,
        "vergeben",
        "Auftrag vergeben",
        "Die Ausschreibung ist damit abgeschlossen. Das lässt sich nicht zurücknehmen.",
    ),
    TenderMove(
        TenderStatus.CANCELLED,
        "aufheben",
        "Ausschreibung aufheben",
        "Die Ausschreibung endet ohne Ergebnis. Das Pilotprojekt ist wieder beschlossen und kann neu ausgeschrieben"
        " werden.",
    ),
)


def open_moves(tender: Tender) -> list[TenderMove]:
    """Return the steps that may be taken now, the next one first."""
    return [move for move in MOVES if Tender.TRANSITIONS.allows(tender.status, move.to)]


def find_move(slug: str) -> TenderMove | None:
    """Return the step with this address, or ``None``."""
    return next((move for move in MOVES if move.slug == slug), None)
