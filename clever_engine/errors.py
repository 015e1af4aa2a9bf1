"""Errors the engine raises on purpose, each a sentence a user can act on."""


class CleverError(Exception):
    """Base of every error raised on purpose; its text says what was expected and what came."""


class InputError(CleverError, ValueError):
    """An argument or an input has the wrong shape, range, type or name."""


class PictureError(CleverError, ValueError):
    """A picture cannot be read, or no digits can be read from it."""


class ModelError(CleverError, RuntimeError):
    """A network cannot be found, loaded, verified or used as a classifier."""


class DataError(CleverError, RuntimeError):
    """A data set is missing or damaged."""
