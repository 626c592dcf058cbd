"""Forms of calls and ideas."""
