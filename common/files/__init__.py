"""Files that people hand in: what they really are, and whether they may be taken in."""

from common.files.errors import FileRefused
from common.files.intake import MAX_FILE, MAX_TOGETHER, CheckedFile, check_file, check_size, size_in_words

__all__ = ["MAX_FILE", "MAX_TOGETHER", "CheckedFile", "FileRefused", "check_file", "check_size", "size_in_words"]
