"""Who may do what with the strategy (DESIGN: Roles).

Editors write everything; a Teilkonzept is also written by whoever is a member of its group today.
"""

from typing import Any

import rules
from django.utils import timezone

from people.models import Membership, User
from people.rules import Person, grant, is_administrator, is_editor, never
from strategy.models import Consultation, StrategyVersion, SubConcept


@rules.predicate
def is_consulted(user: Person, subject: Any = None) -> bool:
    """Whoever belongs today to the body that is asked; asked without a consultation, it is left open."""
    if not user.is_authenticated:
        return False
    if not isinstance(subject, Consultation):
        return subject is None
    today = Membership.objects.on(timezone.localdate())
    return today.filter(user=user.pk, body=subject.body_id).exists()


@rules.predicate
def is_unfrozen(user: Person, subject: Any = None) -> bool:
    """Nobody has read the version yet: it is a draft."""
    return not isinstance(subject, StrategyVersion) or subject.is_draft


@rules.predicate
def is_in_its_group(user: Person, subject: Any = None) -> bool:
    """A member, today, of the group that writes the Teilkonzept."""
    return isinstance(subject, SubConcept) and isinstance(user, User) and subject.body_id in user.bodies_today


for editable in ("vision", "actionfield", "measure"):
    grant(f"strategy.{editable}", view=is_editor, add=is_editor, change=is_editor, delete=is_administrator)
grant(
    "strategy.subconcept",
    view=is_editor,
    add=is_editor,
    change=is_editor | is_in_its_group,
    delete=is_administrator,
)
grant(
    "strategy.strategyversion",
    view=is_editor,
    add=is_editor,
    change=is_editor,
    delete=is_administrator & is_unfrozen,
)
# Their services keep what belongs together; they are written on the pages of the site.
for part in ("actionfieldvision", "measurefield", "indicator", "indicatorvalue", "subconceptsection", "conceptlink"):
    grant(f"strategy.{part}", view=is_editor, add=never, change=never, delete=never)
rules.add_perm("strategy.accept_subconcept", is_editor)
for part in ("annex", "annexfile", "storedfile", "consultation", "opinion", "release", "councilresolution"):
    grant(f"strategy.{part}", view=is_editor, add=never, change=never, delete=never)
rules.add_perm("strategy.give_opinion", is_editor | is_consulted)
rules.add_perm("strategy", is_editor)
