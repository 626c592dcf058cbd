"""Why a run cannot go on."""


class BenchError(Exception):
    """The run ends without a result; the message is a sentence for the person at the console."""


class UnexpectedAnswer(BenchError):
    """A page did not answer as it should, so its time means nothing."""
