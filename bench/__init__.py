"""The benchmark of ``make bench``: fill, serve, measure, compare with the budgets (README.md)."""
