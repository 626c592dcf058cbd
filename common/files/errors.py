"""The one error of uploads."""


class FileRefused(Exception):
    """A file that is not taken in; the message is a German sentence that tells the user what to do next."""
