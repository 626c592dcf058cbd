"""Who may do what with milestones (DESIGN: Roles)."""

import rules

from people.rules import grant, is_administrator, is_editor, never

grant("milestones.milestone", view=is_editor, add=is_editor, change=is_editor, delete=is_administrator)
# Their services keep what belongs together; they are written on the pages of the site.
for part in ("predecessor", "criterion", "datechange", "reminder"):
    grant(f"milestones.{part}", view=is_editor, add=never, change=never, delete=never)
grant("milestones.calendarkey", view=is_administrator, add=never, change=never, delete=never)
rules.add_perm("milestones", is_editor)
