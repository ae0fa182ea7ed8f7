"""A scenario with everything that a report has to carry: every cost, every kind of group, names
that look like formulas, names in Chinese, a flow, two scenarios beside the base."""

from __future__ import annotations

OFFICE = """\
name: "=A desk, 客户服务"
currency: EUR
period: {start: 2026-03-02 08:00, length: 2h, interval: 30min}
lines: 30
cost: {month: 3000, line_month: 12, days_per_month: 30}
queues:
  "+calls":
    channel: voice
    arrivals: {rate: 70/h}
    handle_time: {mean: 180s, distribution: exponential}
    patience: {mean: 3min, distribution: exponential}
    target: {answered: 80%, within: 20s, abandoned: 6%}
    value: 20
    cost: {contact: 0.25}
  "@订单":
    channel: voice
    arrivals: {rate: 30/h}
    handle_time: {mean: 120s, distribution: exponential}
    patience: {mean: 5min, distribution: exponential}
    target: {answered: 70%, within: 30s, formula: answered}
agents:
  "+desk":
    seated: [4, 5, 5, 4]
    shrinkage: {absent: 5%, off_desk: 15%}
    skills: {"+calls": 1}
    cost: {hour: 30, overtime_hour: 45, seat_month: 300, contact: 0.1}
  "-二线":
    staff: 2.5
    shrinkage: {absent: 10%, off_desk: 10%}
    skills: {"@订单": 1, "+calls": 2}
    cost: {hour: 40}
  shifts:
    shifts:
      early:
        agents: 2
        start: 08:00
        end: 09:30
        breaks: [{length: 15min, between: 08:30-09:15, paid: 100%}]
    shrinkage: {off_desk: 20%}
    skills: {"@订单": 1}
    cost: {hour: 26}
follow_ups:
  redial: {from: "+calls", after: abandoned, to: "+calls", probability: 40%, delay: {mean: 5min}}
run: {replications: 5, seed: 3}
scenarios:
  "@more": {"agents.+desk.seated": 9}
  the_same: {run.replications: 5}
"""
