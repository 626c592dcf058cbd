"""Strategy: Handlungsfelder and Teilkonzepte."""

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    """The app of what the strategy consists of."""

    name = "strategy"
    verbose_name = "Strategie"
