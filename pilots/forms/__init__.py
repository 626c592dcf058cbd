"""Forms of pilots, lists, reviews and tenders."""
