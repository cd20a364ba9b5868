"""What a build raises when it cannot go on."""


class BuildError(RuntimeError):
    """The book could not be built; the message says why and that the last site stands."""
