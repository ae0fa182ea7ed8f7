"""The compiled engine: docs/rules.md as one loop over arrays.

It gives the log of the reference engine, row for row, and shares no decision with it.
"""
