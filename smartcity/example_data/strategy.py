"""The example strategy, written through the product's own services; what it says is in ``strategy.toml``.

Zielbilder, Handlungsfelder and Teilkonzepte are there before the ideas; links, steps and Maßnahmen come once the ideas
have their answers and the pilots are there.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from common.history import save_with_reason
from ideas.models import Idea
from people.models import Body, Organisation, User
from pilots.models import Pilot
from pilots.services.measures import add_source
from smartcity.example_data.clock import stopped_at
from smartcity.example_data.people import REASON
from strategy.concept_steps import STEPS
from strategy.models import ActionField, Measure, SubConcept, Vision
from strategy.services.fields import create_action_field
from strategy.services.indicators import add_indicator, record_value
from strategy.services.links import link_sub_concepts
from strategy.services.measures import create_measure
from strategy.services.sections import add_section
from strategy.services.sub_concepts import create_sub_concept
from strategy.services.visions import create_vision

TEXTS = Path(__file__).parent / "strategy.toml"
FRAME_DAY = date(2020, 9, 14)
"""The day on which Zielbilder, Handlungsfelder and Teilkonzepte were begun."""
LINK_DAY = date(2020, 12, 14)
MEASURE_DAY = date(2020, 12, 28)

Entry = Mapping[str, Any]


def load_frame() -> None:
    """Load Zielbilder, Handlungsfelder and Teilkonzepte; bodies and accounts must be there."""
    texts = _texts()
    team = _team()
    with stopped_at(FRAME_DAY):
        visions = {entry["key"]: _load_vision(entry, team) for entry in texts["visions"]}
        for entry in texts["action_fields"]:
            served = [visions[key] for key in entry["visions"]]
            _mark(create_action_field({**entry, "visions": served}, by=team), team)
        for entry in texts["sub_concepts"]:
            _load_sub_concept(entry, team)


def load_measures(ideas: Mapping[str, Idea]) -> None:
    """Load what came of ``ideas`` (by their keys) and pilots: links and steps of Teilkonzepte, and the Maßnahmen."""
    texts = _texts()
    team = _team()
    with stopped_at(LINK_DAY):
        for entry in texts["links"]:
            source, target = (SubConcept.objects.get(title=entry[name]) for name in ("source", "target"))
            link_sub_concepts(source, target, kind=entry["kind"], reason=entry["reason"], by=team)
    for entry in texts["steps"]:
        step = next(one for one in STEPS if one.slug == entry["step"])
        with stopped_at(entry["on"]):
            step.run(SubConcept.objects.get(title=entry["concept"]), by=team, reason=entry.get("reason", ""))
    with stopped_at(MEASURE_DAY):
        for entry in texts["measures"]:
            _load_measure(entry, texts["houses"], ideas, team)


def _load_vision(entry: Entry, team: User) -> Vision:
    vision = create_vision({"title": entry["title"], "text": entry["text"]}, by=team)
    _mark(vision, team)
    return vision


def _load_sub_concept(entry: Entry, team: User) -> None:
    concept = create_sub_concept(title=entry["title"], body=Body.objects.get(slug=entry["body"]), by=team)
    _mark(concept, team)
    for section in entry["sections"]:
        add_section(concept, heading=section["heading"], text=section["text"], by=team)


def _load_measure(entry: Entry, houses: Entry, ideas: Mapping[str, Idea], team: User) -> None:
    content = {name: entry[name] for name in ("title", "text", "starts_on", "ends_on", "cost", "priority", "origin")}
    content["action_fields"] = list(ActionField.objects.filter(slug__in=entry["action_fields"]))
    content["organisation"] = Organisation.objects.get(name=houses[entry["house"]])
    if "sub_concept" in entry:
        content["sub_concept"] = SubConcept.objects.get(title=entry["sub_concept"])
    measure = create_measure(content, by=team)
    _mark(measure, team)
    for source in entry.get("sources", ()):
        _load_source(measure, source, ideas, team)
    for indicator in entry.get("indicators", ()):
        _load_indicator(measure, indicator, team)


def _load_source(measure: Measure, entry: Entry, ideas: Mapping[str, Idea], team: User) -> None:
    if "idea" in entry:
        add_source(measure, idea=ideas[entry["idea"]], reason=entry["reason"], by=team)
    else:
        add_source(measure, pilot=Pilot.objects.get(title=entry["pilot"]), reason=entry["reason"], by=team)


def _load_indicator(measure: Measure, entry: Entry, team: User) -> None:
    content = {name: entry[name] for name in ("name", "unit", "target_on")}
    content |= {name: Decimal(entry[name]) for name in ("baseline", "target")}
    indicator = add_indicator(measure, content, by=team)
    for value in entry.get("values", ()):
        record_value(indicator, value=Decimal(value["value"]), measured_on=value["on"], by=team)


def _texts() -> Mapping[str, Any]:
    return tomllib.loads(TEXTS.read_text())


def _team() -> User:
    return User.objects.get(email="team@example.org")


def _mark(instance: Any, team: User) -> None:
    instance.is_example = True
    save_with_reason(instance, by=team, reason=REASON)
