"""Writing the strategy."""
