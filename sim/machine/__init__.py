"""Machine code: functions compiled once for each version, kept in one file, loaded without Numba.

The compiled engine (`sim.engine.fast`) and the passes over the log (`sim.metrics`) are kept here
together.
"""
