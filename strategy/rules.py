"""Who may do what with Handlungsfelder and Teilkonzepte (DESIGN: Roles)."""

import rules

from people.rules import grant, is_administrator, is_editor

for editable in ("actionfield", "subconcept"):
    grant(f"strategy.{editable}", view=is_editor, add=is_editor, change=is_editor, delete=is_administrator)
rules.add_perm("strategy", is_editor)
