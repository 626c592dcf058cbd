"""The example version of the strategy: a first draft, on which two groups are consulted."""

from datetime import date, timedelta

from django.utils import timezone
from post_office.models import Email

from common.documents.typst import render_png
from common.history import save_with_reason
from common.mail import delete_mails
from people.models import Body, User
from smartcity.example_data.clock import stopped_at
from smartcity.example_data.people import REASON
from strategy.content import Network, content_from, walk
from strategy.drawing import network_svg
from strategy.enums import OpinionOutcome
from strategy.models import Consultation
from strategy.services.annex_files import add_annex_file
from strategy.services.annexes import add_annex
from strategy.services.consultations import consult_bodies, edit_consultation
from strategy.services.opinions import answer_opinion, give_opinion, hand_in
from strategy.services.versions import edit_version, start_version

BEGUN_ON, ASKED_ON, ANSWERED_ON = date(2020, 12, 14), date(2020, 12, 21), date(2021, 1, 6)
DUE_ON = date(2021, 1, 29)
TO_TRY = timedelta(days=14)
"""So long after the first start the open consultation can still be answered, whatever the day."""

INTRODUCTION = """
Gera hat sich auf den Weg gemacht. Seit 2020 entwickeln die Stadt und ihre kommunalen Unternehmen gemeinsam eine
**SMARTCity-Strategie**: Sie sagt, was für eine Stadt wir sein wollen, worin wir handeln und womit wir beginnen.

Technik ist dabei Mittel und nie Zweck. Eine Maßnahme gehört in diese Strategie, wenn sie den Alltag der Menschen
einfacher macht, Geld oder Energie spart oder die Verwaltung entlastet, und wenn sich das messen lässt.

Die Strategie ist von zwei Seiten entstanden. *Top-down* führen vier Zielbilder zu Handlungsfeldern und Maßnahmen,
*bottom-up* kommen Ideen der Unternehmen und der Menschen in Gera dazu. Beides trifft sich in den Teilkonzepten der
Arbeitsgruppen. Die Strategie wird jedes Jahr fortgeschrieben.
"""

ORIGINS = """
In Workshops mit den kommunalen Unternehmen wurden Ideen gesammelt, in Steckbriefen beschrieben und vom Strategiekreis
bewertet.

Jede Idee lässt sich von der Zeile im Protokoll bis zur Maßnahme verfolgen.
"""

TERMS = """
**Zielbild:** wie die Stadt einmal sein soll.

**Handlungsfeld:** ein Bereich, in dem die Stadt handelt.

**Teilkonzept:** der Teil der Strategie, den eine Gruppe schreibt.

**Maßnahme:** was getan wird, von wem, bis wann.
"""

ANNEXES = (("Wie die Strategie entstanden ist", ORIGINS), ("Begriffe", TERMS))

IDEAS = Network(
    title="Woher die Ideen kommen und wohin sie gehen",
    description="Links die drei Wege, auf denen Ideen kommen: Steckbriefe der Unternehmen, Ideenwettbewerb,"
    " Ideenformular. Rechts, was aus ihnen wird: Teilkonzepte und Pilotprojekte. Von jedem Weg führt eine Linie zu"
    " beiden.",
    left=("Steckbriefe der Unternehmen", "Ideenwettbewerb", "Ideenformular"),
    right=("Teilkonzepte", "Pilotprojekte"),
    lines=tuple((way, end) for way in range(3) for end in range(2)),
)
"""The picture of the first annex."""

REQUEST = (
    "Bitte prüfen Sie vor allem die Maßnahmen Ihrer Gruppe: Stimmen Zeitraum, Kosten und Zuständigkeit? Was fehlt?"
)

# Chapter or heading that the opinion is on, its text, and what it is answered; without an answer it is still open.
OPINIONS = (
    (
        "Einleitung",
        "Die Einleitung sollte sagen, dass Datenschutz und Barrierefreiheit für alle Maßnahmen gelten.",
        OpinionOutcome.ADOPTED,
        "Ein Satz dazu kommt in die Einleitung der nächsten Fassung.",
    ),
    (
        "Intelligente Straßenbeleuchtung",
        "Die Umrüstung sollte in den Ortsteilen beginnen und nicht in der Innenstadt.",
        OpinionOutcome.PARTLY,
        "Begonnen wird dort, wo die ältesten Leuchten stehen; darunter sind drei Ortsteile.",
    ),
    (
        "Vernetzte Mobilität",
        "Offen ist, wer die Auskunft betreibt und was das kostet. Ohne das kann der Stadtrat nicht entscheiden.",
        None,
        "",
    ),
)


def load_versions() -> None:
    """Load the draft and its consultations; the strategy, the bodies and the accounts must be there.

    Nobody gets a mail about it.
    """
    team = User.objects.get(email="team@example.org")
    with stopped_at(BEGUN_ON):
        strategy = start_version(by=team)
        strategy.is_example = True
        save_with_reason(strategy, by=team, reason=REASON)
        head = {"introduction": _unwrapped(INTRODUCTION)}
        edit_version(strategy, version=strategy.version, head=head, by=team)
        for title, text in ANNEXES:
            add_annex(strategy, title=title, text=_unwrapped(text), by=team)
        drawn = render_png(network_svg(IDEAS), dots_per_inch=150)
        first = strategy.annexes.get(title=ANNEXES[0][0])
        add_annex_file(first, drawn, "ideen.png", title=IDEAS.title, description=IDEAS.description, by=team)
    bodies = Body.objects.filter(slug__in=["ag-energie", "fachgruppe-unternehmen"])
    with stopped_at(ASKED_ON):
        asked = {
            one.body.slug: one for one in consult_bodies(strategy, bodies, due_on=DUE_ON, request=REQUEST, by=team)
        }
    with stopped_at(ANSWERED_ON):
        _answer(asked["ag-energie"], team)
    waiting = asked["fachgruppe-unternehmen"]
    edit_consultation(waiting, version=waiting.version, due_on=timezone.localdate() + TO_TRY, request=REQUEST, by=team)
    delete_mails(Email.objects.filter(to__endswith="@example.org"))


def _unwrapped(text: str) -> str:
    """Return a text that is wrapped in this file with each paragraph in one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def _answer(consultation: Consultation, team: User) -> None:
    """Let the group say what it thinks, and the team answer some of it."""
    keys = {one.part.title: one.part.key for one in walk(content_from(consultation.release.content))}
    given = [
        (give_opinion(consultation, part_key=keys[title], text=text, by=team), outcome, reason)
        for title, text, outcome, reason in OPINIONS
    ]
    hand_in(consultation, by=team)
    for opinion, outcome, reason in given:
        if outcome:
            answer_opinion(opinion, version=opinion.version, outcome=outcome, reason=reason, by=team)
