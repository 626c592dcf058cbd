"""Who may do what with calls and ideas (DESIGN: Roles)."""

from typing import Any

import rules

from ideas.models import Idea
from people.rules import Person, grant, is_administrator, is_editor, never


@rules.predicate
def is_submitter(user: Person, subject: Any = None) -> bool:
    """The account that handed the idea in, or one of the same organisation; asked without an idea, it is left open."""
    if subject is None:
        return user.is_authenticated
    if not user.is_authenticated or not isinstance(subject, Idea):
        return False
    own_house = subject.organisation_id is not None and subject.organisation_id == user.organisation_id
    return subject.submitter_id == user.pk or (own_house and subject.reference is not None)


grant("ideas.call", view=is_editor, add=is_editor, change=is_editor, delete=is_administrator)
grant("ideas.question", view=is_editor, add=is_editor, change=is_editor, delete=is_editor)
grant("ideas.accesscode", view=is_editor, add=is_editor, change=is_editor, delete=is_editor)
grant("ideas.consenttext", view=is_editor, add=is_administrator, change=never, delete=never)
grant("ideas.idea", view=is_editor, add=never, change=is_editor, delete=never)
for recorded in ("answer", "uptake", "inquiry", "remark", "merge", "mergemember", "attachment"):
    grant(f"ideas.{recorded}", view=is_editor, add=never, change=never, delete=never)
for personal in ("contact", "coauthor", "ideadraft", "savedfilter"):
    grant(f"ideas.{personal}", view=is_administrator, add=never, change=never, delete=never)
rules.add_perm("ideas", is_editor)
rules.add_perm("ideas.triage_idea", is_editor)
rules.add_perm("ideas.move_idea", is_editor | is_submitter)
rules.add_perm("ideas.own_idea", is_submitter)
