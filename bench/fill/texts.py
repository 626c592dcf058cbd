"""Sentences for the benchmark's protocols: about as long and as varied as those of real ones."""

from random import Random

from workshops.enums import PointKind

TOPICS = (
    "der Energieversorgung im Quartier",
    "dem digitalen Bürgerbüro",
    "der offenen Datenplattform",
    "den Sensoren im Kanalnetz",
    "der Mobilität in den Ortsteilen",
    "der Barrierefreiheit an Haltestellen",
    "dem Ideenwettbewerb und den Steckbriefen",
    "dem Glasfaserausbau in den Gewerbegebieten",
    "der intelligenten Straßenbeleuchtung",
    "der Wohnungswirtschaft im Bestand",
    "den Kulturangeboten in der Innenstadt",
    "der Abfallsammlung nach Füllstand",
)
CONCEPTS = ("Energie und Klima", "Digitale Verwaltung", "Mobilität", "Wohnen und Quartier", "Bildung und Kultur")
STEPS = (
    "den Kostenrahmen",
    "eine Übersicht der offenen Fragen",
    "die Schnittstellen der beteiligten Unternehmen",
    "einen Entwurf der Leistungsbeschreibung",
    "die Ansprechpersonen und deren Vertretung",
    "einen Zeitplan bis zur Gremienvorabstimmung",
)
SENTENCES = {
    PointKind.INFORMATION: (
        "Rückblick auf den Stand zu {topic} und Abgleich mit den Zielbildern der Strategie",
        "Die Erfahrungen aus {topic} fließen in das Teilkonzept **{concept}** ein; Doppelungen werden vermieden",
        "Zwischenstand zu {topic}: Die Abstimmung läuft, ein Ergebnis liegt zur nächsten Sitzung vor",
        "Gemeinsames Bestreben, bei {topic} schnell sichtbare Erfolge zu schaffen",
        "Hinweis auf die [Übersicht der Maßnahmen](https://example.org/massnahmen) zu {topic}",
        "Bottom Up: Einzelmaßnahmen zu {topic} untermauern das Handlungsfeld {concept}",
    ),
    PointKind.TASK: (
        "Erarbeiten Sie bitte {step} zu {topic} und stimmen Sie das Ergebnis mit dem SMARTCity-Team ab",
        "{step} zu {topic} an alle Beteiligten versenden, Rückmeldungen sammeln und zusammenfassen",
    ),
    PointKind.DECISION: (
        "Das Gremium empfiehlt, {step} zu {topic} der weiteren Planung zugrunde zu legen.",
        "Das Vorhaben zu {topic} wird in das Teilkonzept *{concept}* übernommen.",
    ),
    PointKind.STATEMENT: (
        "„Bei {topic} gibt es viele konkrete Projekte, die schnell beginnen können“",
        "„Ohne {step} kommen wir bei {topic} nicht voran, das muss jetzt beginnen“",
    ),
    PointKind.MILESTONE: (
        "Integration der Ideen zu {topic} in das Teilkonzept {concept}",
        "Verknüpfung von {topic} mit den übrigen Teilkonzepten zu einer Gesamtstrategie",
    ),
}


def sentence(kind: PointKind, random: Random) -> str:
    """Return a line of the given kind, in inline Markdown."""
    text = random.choice(SENTENCES[kind]).format(
        topic=random.choice(TOPICS), concept=random.choice(CONCEPTS), step=random.choice(STEPS)
    )
    return text[0].upper() + text[1:]
