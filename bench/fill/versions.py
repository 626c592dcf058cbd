"""A version of the strategy that is frozen for the bodies: a hundred printed pages."""

from random import Random

from bench.fill.people import People
from bench.fill.store import store
from bench.fill.texts import TOPICS, idea_text, idea_title
from strategy.content import Grid, Network, Part, StrategyContent
from strategy.enums import FreezeReason, VersionStatus
from strategy.models import StrategyVersion
from strategy.services.versions import freeze

NUMBER = 1
FIELDS, CONCEPTS, SECTIONS, MEASURES = 12, 12, 17, 60
"""How many Handlungsfelder, Teilkonzepte, sections in each of these, and Maßnahmen there are."""


def fill_versions(people: People, random: Random) -> None:
    """Write the version, the same in every size."""
    strategy = StrategyVersion(number=NUMBER, status=VersionStatus.IN_CONSULTATION, introduction="Gera wird smart.")
    store([strategy], by=people.editor)
    fields = tuple(_field(number, random) for number in range(FIELDS))
    visions = ("Vernetzte Stadt", "Lebenswerte Stadt", "Nachhaltige Stadt", "Lernende Stadt")
    names = tuple(field.title for field in fields)
    lines = tuple((number % len(visions), number) for number in range(FIELDS))
    chapters = (
        Part("zielbilder", "Zielbilder", network=Network("Was wem dient", "Linien", visions, names, lines)),
        Part("handlungsfelder", "Handlungsfelder", parts=fields),
        Part("teilkonzepte", "Teilkonzepte", parts=tuple(_concept(number, random) for number in range(CONCEPTS))),
        Part("massnahmen", "Maßnahmen", parts=tuple(_measure(number, random) for number in range(MEASURES))),
    )
    content = StrategyContent(strategy.title, NUMBER, chapters)
    freeze(strategy, content, FreezeReason.CONSULTATION, by=people.editor)


def _field(number: int, random: Random) -> Part:
    topic = TOPICS[number % len(TOPICS)]
    return Part(f"handlungsfeld-{number}", idea_title(number, topic, random), text=(idea_text(topic, random),))


def _concept(number: int, random: Random) -> Part:
    topic = TOPICS[number % len(TOPICS)]
    sections = tuple(
        Part(
            f"abschnitt-{number}-{place}",
            f"Abschnitt {place + 1}",
            text=tuple(idea_text(topic, random) for _ in range(4)),
        )
        for place in range(SECTIONS)
    )
    title = idea_title(number, topic, random)
    return Part(f"teilkonzept-{number}", title, facts=(("Gruppe", "Arbeitsgruppe"),), parts=sections)


def _measure(number: int, random: Random) -> Part:
    topic = TOPICS[number % len(TOPICS)]
    rows = (("umgerüstete Leuchten", "0 Stück", "400 Stück bis 31.12.2023", "100 Stück (am 01.03.2021)"),)
    header = ("Indikator", "Ausgangswert", "Zielwert", "Istwert")
    return Part(
        f"massnahme-{number}",
        idea_title(number, topic, random),
        facts=(("Handlungsfelder", "Mobilität"), ("Kosten", "120.000 Euro"), ("Priorität", "hoch")),
        text=(idea_text(topic, random),),
        grid=Grid("Indikatoren", header, (5, 3, 4, 4), rows),
    )
