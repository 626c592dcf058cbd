"""The example strategy, written through the product's own services; what it says is in ``strategy.toml``.

Handlungsfelder and Teilkonzepte are there before the ideas.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from common.history import save_with_reason
from people.models import Body, User
from smartcity.example_data.clock import stopped_at
from smartcity.example_data.people import REASON
from strategy.models import ActionField
from strategy.models.visions import POSITION_STEP
from strategy.services.sections import add_section
from strategy.services.sub_concepts import create_sub_concept

TEXTS = Path(__file__).parent / "strategy.toml"
FIRST_DAY = date(2020, 9, 14)
"""The day on which Handlungsfelder and Teilkonzepte were begun."""

Entry = Mapping[str, Any]


def load_frame() -> None:
    """Load Handlungsfelder and Teilkonzepte; bodies and accounts must be there."""
    texts = tomllib.loads(TEXTS.read_text())
    team = User.objects.get(email="team@example.org")
    with stopped_at(FIRST_DAY):
        for place, entry in enumerate(texts["action_fields"], start=1):
            field = ActionField(**entry, position=place * POSITION_STEP, is_example=True)
            save_with_reason(field, by=team, reason=REASON)
        for entry in texts["sub_concepts"]:
            _load_sub_concept(entry, team)


def _load_sub_concept(entry: Entry, team: User) -> None:
    concept = create_sub_concept(title=entry["title"], body=Body.objects.get(slug=entry["body"]), by=team)
    concept.is_example = True
    save_with_reason(concept, by=team, reason=REASON)
    for section in entry["sections"]:
        add_section(concept, heading=section["heading"], text=section["text"], by=team)
