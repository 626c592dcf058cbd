"""The example milestones: the three of the seed, each from its line, between the board's meeting and the council's.

Everything happens through the product's own services, on the days on which it would have happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from milestones.enums import DateKind, FigureKey
from milestones.models import Milestone
from milestones.services.criteria import add_criterion, tick_criterion
from milestones.services.dates import NewDate, change_date
from milestones.services.from_point import create_milestone_from_point
from milestones.services.milestones import create_milestone
from people.models import Body, Organisation, User
from smartcity.example_data.clock import stopped_at
from workshops.enums import PointKind
from workshops.models import Point

MADE_ON = date(2020, 12, 7)
CITY = "Stadtverwaltung Gera"


@dataclass(frozen=True)
class Text:
    """A milestone as it is written here; the figures and texts are its criteria. ``from_line``: the seed names it."""

    title: str
    description: str
    planned_on: date
    body: str
    figures: Sequence[FigureKey] = ()
    by_hand: Sequence[str] = ()
    from_line: bool = True


TEXTS = (
    Text(
        "Der Strategiekreis beschließt die Pilotprojekte",
        "Die Mitglieder haben die Liste vor der Sitzung bewertet. Mit dem Beschluss beginnt die Ausschreibung.",
        date(2021, 1, 14),
        "strategiekreis",
        (FigureKey.PILOTS_DECIDED,),
        ("Die Mitglieder haben die Liste der Pilotprojekte erhalten", "Die Beschlussvorlage ist verschickt"),
        from_line=False,
    ),
    Text(
        "Die Ideen sind in Teilkonzepte integriert",
        "Die Ideen aus Steckbriefen, Ideenwettbewerben und Ideenformular gehen mit dem SMARTCity-Team in die"
        " Teilkonzepte der Arbeitsgruppen und der Fachgruppe ein.",
        date(2021, 3, 31),
        "fachgruppe-unternehmen",
        (FigureKey.IDEAS_IN_CONCEPTS, FigureKey.IDEAS_ANSWERED),
        ("Jede Arbeitsgruppe hat ihre Teilkonzepte benannt",),
    ),
    Text(
        "Alle Teilkonzepte sind zu einer Gesamtstrategie verknüpft",
        "Die Teilkonzepte sind abgenommen und untereinander verknüpft; aus ihnen entsteht ein Entwurf.",
        date(2021, 6, 30),
        "smartcity-team",
        (FigureKey.CONCEPTS_LINKED, FigureKey.CONCEPTS_APPROVED),
    ),
    Text(
        "Der Strategieentwurf ist mit den Gremien abgestimmt",
        "Die Gremien haben zum Entwurf Stellung genommen, und jede Stellungnahme ist beantwortet.",
        date(2021, 9, 30),
        "smartcity-team",
        (FigureKey.OPINIONS_RECEIVED, FigureKey.OPINIONS_ANSWERED),
        ("Der Entwurf ist redaktionell geprüft",),
    ),
    Text(
        "Der Stadtrat beschließt die Strategie",
        "Mit dem Beschluss gilt die Strategie. Sie wird danach jedes Jahr fortgeschrieben.",
        date(2021, 12, 16),
        "stadtrat",
        (FigureKey.STRATEGY_PASSED,),
        from_line=False,
    ),
)
DELAY = date(2021, 4, 15)
WHY = "Zwei Arbeitsgruppen beginnen erst im Februar; sie brauchen für ihre Teilkonzepte zwei Wochen mehr."


def load_milestones() -> None:
    """Load the milestones; accounts, bodies, the city's organisation and the seed's protocol must be there."""
    team = User.objects.get(email="team@example.org")
    with stopped_at(MADE_ON):
        made: list[Milestone] = []
        for text in TEXTS:
            made.append(_make(text, after=made[-1:], by=team))
    with stopped_at(date(2020, 12, 21)):
        tick_criterion(
            made[0].criteria.get(text=TEXTS[0].by_hand[0]),
            done_on=date(2020, 12, 21),
            proof="Mit der Einladung zur Sitzung vom 14.01.2021 verschickt.",
            by=team,
        )
    with stopped_at(date(2021, 1, 6)):
        change_date(made[1], NewDate(DateKind.FORECAST, DELAY, WHY), was=None, by=team)


def _make(text: Text, *, after: Sequence[Milestone], by: User) -> Milestone:
    content = {
        "title": text.title,
        "description": text.description,
        "organisation": Organisation.objects.get(name=CITY),
        "body": Body.objects.get(slug=text.body),
        "is_public": True,
        "is_example": True,
    }
    if text.from_line:
        point = Point.objects.get(kind=PointKind.MILESTONE, due_on=text.planned_on)
        milestone, _ = create_milestone_from_point(
            point, content, planned_on=text.planned_on, predecessors=after, by=by
        )
    else:
        milestone = create_milestone(content, planned_on=text.planned_on, predecessors=after, by=by)
    for words in text.by_hand:
        add_criterion(milestone, text=words, by=by)
    for figure in text.figures:
        add_criterion(milestone, figure=figure, by=by)
    return milestone
