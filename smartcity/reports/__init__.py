"""Gap reports and the funnel: what is missing on the way to the strategy, as lists that one can work off."""
