"""Who may do what with Handlungsfelder, Teilkonzepte, versions of the strategy and consultations (DESIGN: Roles)."""

from typing import Any

import rules
from django.utils import timezone

from people.models import Membership
from people.rules import Person, grant, is_administrator, is_editor, never
from strategy.models import Consultation, StrategyVersion


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


for editable in ("actionfield", "subconcept"):
    grant(f"strategy.{editable}", view=is_editor, add=is_editor, change=is_editor, delete=is_administrator)
grant(
    "strategy.strategyversion",
    view=is_editor,
    add=is_editor,
    change=is_editor,
    delete=is_administrator & is_unfrozen,
)
# Their services keep what belongs together; they are written on the pages of the site.
for part in ("annex", "consultation", "opinion", "release", "councilresolution"):
    grant(f"strategy.{part}", view=is_editor, add=never, change=never, delete=never)
rules.add_perm("strategy.give_opinion", is_editor | is_consulted)
rules.add_perm("strategy", is_editor)
