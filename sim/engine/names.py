"""Names of the engines; a light module, for the command line reads it before it simulates."""

ENGINES = ("fast", "reference")

DEFAULT_ENGINE = "fast"
"""Where none is chosen."""
