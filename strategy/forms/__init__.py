"""Forms of the strategy."""
