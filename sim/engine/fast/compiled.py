"""Is this the compiled engine? Nothing is imported here, so that asking does not import Numba."""

COMPILED = True
"""Uncompiled copies of the engine, for tests, have False here."""
