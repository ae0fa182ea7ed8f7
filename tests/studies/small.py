"""A scenario of a hundred calls, a few milliseconds a replication."""

SMALL = """
name: Small
period: {start: 2026-03-02 08:00, length: 2h, interval: 30min}
currency: EUR
queues:
  calls:
    channel: voice
    arrivals: {rate: 40/h, variability: 10%}
    handle_time: {mean: 240s}
    patience: {mean: 3min, distribution: exponential}
    target: {answered: 80%, within: 20s}
  back:
    channel: voice
    arrivals: {rate: 4/h}
    handle_time: {mean: 200s}
    patience: none
agents:
  desk: {seated: 4, skills: {calls: 1, back: 2}, cost: {hour: 30}}
run: {replications: 12, seed: 7}
scenarios:
  two_more: {agents.desk.seated: 6}
  later: {queues.calls.target.within: 60s}
  same: {queues.calls.priority: 1}
  no_effect: {queues.calls.head_start: 0s, queues.calls.value: 0, agents.desk.max_occupancy: 85%}
"""
