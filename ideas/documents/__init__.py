"""Printed documents of ideas."""
