"""Who may do what with pilots, lists, reviews and tenders (DESIGN: Roles).

Nobody reads or changes another one's review before it is due: there is no permission for that, also not for the
administration. Pages and exports ask ``visibility.py`` whose reviews may be read.
"""

from typing import Any

import rules

from people.rules import Person, grant, is_administrator, is_editor, never
from pilots.enums import ListStatus
from pilots.models import PilotList, Reviewer


@rules.predicate
def is_reviewer(user: Person, subject: Any = None) -> bool:
    """Whoever reviews this list; asked without a list, it is left open."""
    if subject is None:
        return user.is_authenticated
    if not user.is_authenticated or not isinstance(subject, PilotList):
        return False
    return subject.reviewers.filter(user=user.pk).exists()


@rules.predicate
def is_in_review(user: Person, subject: Any = None) -> bool:
    """The list is open for reviews."""
    return subject is None or subject.status == ListStatus.IN_REVIEW


@rules.predicate
def is_own_review(user: Person, subject: Any = None) -> bool:
    """The reviewer is this account."""
    return isinstance(subject, Reviewer) and subject.user_id == user.pk


@rules.predicate
def is_draft(user: Person, subject: Any = None) -> bool:
    """The list was not opened yet, so nobody has reviewed anything."""
    return subject is None or subject.status == ListStatus.DRAFT


for edited in ("pilot", "tender"):
    grant(f"pilots.{edited}", view=is_editor, add=is_editor, change=is_editor, delete=is_administrator)
grant("pilots.pilotlist", view=is_editor, add=is_editor, change=is_editor, delete=is_administrator & is_draft)
# Their services keep what belongs together; they are written on the pages of the site.
for part in (
    "partner",
    "cost",
    "source",
    "measuresource",
    "pilotfile",
    "criterion",
    "entry",
    "reviewer",
    "proposal",
    "referral",
):
    grant(f"pilots.{part}", view=is_editor, add=never, change=never, delete=never)
for recorded in ("resolution", "release", "condition", "tenderstep", "progressreport"):
    grant(f"pilots.{recorded}", view=is_editor, add=never, change=never, delete=never)
for secret in ("review", "score"):
    grant(f"pilots.{secret}", view=never, add=never, change=never, delete=never)
rules.add_perm("pilots", is_editor)
rules.add_perm("pilots.review_list", is_reviewer & is_in_review)
rules.add_perm("pilots.decide_list", is_editor)
