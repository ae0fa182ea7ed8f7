"""The model is read-only."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worlds import model_of

TEXT = """
queues:
  calls:
    channel: voice
    arrivals: {rate: 60/h}
    handle_time: {distribution: empirical, values: [60s, 90s]}
    patience: none
agents:
  desk: {seated: 1, skills: {calls: 1}}
"""


def test_no_array_of_a_model_can_be_written_to() -> None:
    """Also where a tuple or another value lies between: samplers, intensities, rosters."""
    model = model_of(TEXT)
    queue = model.sampling.queues[0]
    assert queue.intensity is not None and queue.handle.sample is not None
    arrays: list[np.ndarray] = [
        model.queues.priority,
        model.skills.rank,
        model.durations.table,
        model.judging.planned,
        model.sampling.reason_work,
        model.sampling.groups[0].step_begin,
        queue.intensity.rate,
        queue.handle.sample,
    ]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
