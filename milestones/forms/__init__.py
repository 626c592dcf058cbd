"""Forms of milestones."""
