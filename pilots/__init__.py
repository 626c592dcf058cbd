"""Pilots: the list that the Strategiekreis reviews and decides, and what follows."""
