"""Metrics: one definition each, from the contact log to intervals over replications."""

from sim.metrics.catalogue import CATALOGUE, METRICS, Metric
from sim.metrics.frame import measure

__all__ = ["CATALOGUE", "METRICS", "Metric", "measure"]
