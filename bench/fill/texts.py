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


TITLES = (
    "Kluge Lösungen bei {topic}",
    "Gemeinsam vorankommen mit {topic}",
    "Offene Daten zu {topic} für alle",
    "Weniger Wege, mehr Zeit: ein Vorschlag zu {topic}",
    "Sparsame Technik bei {topic}",
)
PLACES = ("Lusan", "Untermhaus", "Bieblach", "Debschwitz", "Langenberg", "Zwötzen", "Innenstadt", "Pforten")
PARTS = (
    "Heute kostet {topic} viel Zeit, weil Angaben mehrfach erfasst und selten ausgetauscht werden.",
    "In {place} lässt sich mit kleinem Aufwand zeigen, dass es einfacher geht: {step} liegen dort schon vor.",
    "Der Nutzen liegt bei Bürgerinnen und Bürgern, bei den Unternehmen und bei der Verwaltung selbst.",
    "Zuerst erarbeiten wir {step}, danach beginnt ein Versuch über sechs Monate in {place}.",
    "Als Partner kommen Stadtwerke, Wohnungsunternehmen, Hochschulen und Vereine aus {place} in Betracht.",
    "Die Kosten hängen von {topic} ab; eine Förderung durch Land oder Bund ist möglich und zu prüfen.",
    "Gemessen wird, wie viele Menschen das Angebot nutzen und wie stark der Energieverbrauch sinkt.",
    "Bestehende Straßenlaternen, Mülleimer und Haltestellen können Sensoren tragen, ohne dass gegraben wird.",
)


def idea_title(number: int, topic: str, random: Random) -> str:
    """Return the title of the n-th idea."""
    return f"{TITLES[number % len(TITLES)].format(topic=topic)} in {random.choice(PLACES)}"


def idea_text(topic: str, random: Random) -> str:
    """Return a text of an idea: three sentences about its topic."""
    parts = random.sample(PARTS, 3)
    return " ".join(part.format(topic=topic, place=random.choice(PLACES), step=random.choice(STEPS)) for part in parts)
