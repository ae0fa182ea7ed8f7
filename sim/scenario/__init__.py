"""Scenario files: reading, overrides, lists, validation, the resolved form."""

from sim.scenario.load import load, loads
from sim.scenario.reference import json_schema, reference_markdown
from sim.scenario.scenario import Scenario

__all__ = ["Scenario", "json_schema", "load", "loads", "reference_markdown"]
