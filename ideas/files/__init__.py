"""Files that come with ideas: what they really are, and whether they may be taken in."""

from ideas.files.errors import FileRefused
from ideas.files.intake import MAX_FILE, MAX_IDEA, CheckedFile, check_file, check_size, size_in_words

__all__ = ["MAX_FILE", "MAX_IDEA", "CheckedFile", "FileRefused", "check_file", "check_size", "size_in_words"]
