"""Letters: the words of each notice, made when the courier sends it, so that they are true then."""

from admin.letters.writing import letter_writer

__all__ = ["letter_writer"]
