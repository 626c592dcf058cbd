"""Writing milestones."""
