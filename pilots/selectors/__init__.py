"""Reads of pilots, lists, reviews and tenders."""
