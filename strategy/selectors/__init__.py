"""Reads of the strategy that need more than one queryset."""
