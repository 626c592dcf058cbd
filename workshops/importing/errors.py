"""The one error of the import."""


class ImportRefused(Exception):
    """A file that cannot be imported; the message is a German sentence that tells the user what to do next."""
