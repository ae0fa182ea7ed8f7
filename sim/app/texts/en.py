"""English."""

from __future__ import annotations

from typing import Final

from sim.report.answer import PHRASES
from sim.report.erlang_formulas import EXPLANATIONS

TEXTS: Final[dict[str, str]] = {
    **PHRASES,
    **{f"formula.{name}": said for name, said in EXPLANATIONS.items()},
    "takes.working": "Working out what the targets take ({now} of {all}) ...",
    "takes.working_spare": "Working out how many seats are to spare ({now} of {all}) ...",
    "takes.again": "Work out what it takes",
    "takes.not_found": "{queue}: what it takes was not found ({why}).",
    "takes.commands": "What the targets take, on the command line:",
    "nav.answer": "Answer",
    "nav.scenario": "Scenario",
    "nav.compare": "Compare",
    "nav.channel_shift": "Channel shift",
    "nav.erlang": "Erlang",
    "nav.check": "Check",
    "side.scenario": "Scenario",
    "side.variant": "Variant",
    "side.variant_help": "Named changes of the scenario file. Your own changes come on top.",
    "side.replications": "Days",
    "side.replications_help": "Simulated days (replications). More days, narrower intervals.",
    "side.seed": "Seed",
    "side.seed_help": "The same seed gives the same customers.",
    "side.changes": "Changed values: {count}",
    "side.reset": "Undo all changes",
    "side.language": "Language",
    "run.progress": "Simulating: {done} of {all} days (scenario {which})",
    "run.stop": "Stop",
    "run.stopped": "Stopped. Nothing is shown for this scenario.",
    "run.again": "Simulate again",
    "run.too_large": (
        "This would be {expected} contacts; {most} are allowed here. Ask for fewer days, or use "
        "the command line."
    ),
    "run.too_long": (
        "This takes more than {seconds} seconds of work, so it was given up. Ask for fewer days, "
        "or use the command line."
    ),
    "run.failed": "The simulation could not be finished: {complaint}",
    "run.source": "{days} simulated days, seed {seed}, {engine} engine.",
    "problems.title": "There is something to mend.",
    "problems.where": "Mend it on the page Scenario, or undo all changes. Nothing typed is lost.",
    "warnings.title": "Read before using the figures",
    "lever.volume": "Volume",
    "lever.volume_help": "Customers of all queues, against the scenario.",
    "lever.handle": "Handle time",
    "lever.handle_help": "Mean handle time of all queues, against the scenario.",
    "lever.seated": "{name} ({now} seated)",
    "lever.rostered": "{name} ({now} rostered)",
    "lever.heads_help": "More or fewer agents in every interval in which there are any.",
    "lever.more": "{count} more agent groups are on the page Scenario.",
    "shift.intro": (
        "The same customers arrive at another queue: nobody is invented or lost. Move a slider to "
        "move their share."
    ),
    "shift.slider": "{source} → {to} ({name})",
    "shift.help": "Share of the customers who come to the other queue instead.",
    "shift.from": "From",
    "shift.to": "To",
    "shift.add": "Add",
    "answer.title": "Answer",
    "answer.goal": "target {share} in {within}",
    "answer.goal_abandoned": "abandoned, at most {share}",
    "answer.points": "{points} points from the target",
    "answer.plan": (
        "The least staff that meets the targets on an average day (page Staffing): {needed} seated "
        "hours, {rostered} rostered; scheduled: {scheduled} seated."
    ),
    "table.scrolls": "{rows} rows: scroll in the table to see them all.",
    "answer.shown": "The day of",
    "answer.all_queues": "all queues",
    "take.title": "Take it with you",
    "take.yaml": "Scenario (YAML)",
    "take.html": "Report (HTML)",
    "take.xlsx": "Excel",
    "take.pptx": "PowerPoint",
    "take.command": "The same figures on the command line:",
    "scenario.title": "Scenario",
    "scenario.intro": (
        "Edit the tables as in a scenario file: `4min30s`, `80%`, `120/h`. An emptied cell removes "
        "the value."
    ),
    "scenario.demand": "Volumes and times",
    "scenario.targets": "Targets",
    "scenario.staff": "Staff",
    "scenario.skills": "Skills",
    "scenario.shift": "Channel shift",
    "scenario.upload": "Upload",
    "scenario.kept": "What you typed is kept. Figures come back when it is mended.",
    "scenario.changed": "Valid. Changed values: {count}.",
    "scenario.changes": "What was changed",
    "scenario.unchanged": "As in the file. Nothing was changed.",
    "scenario.skills_help": (
        "Rank of each queue for each group, 1 is taken first; empty: not taken. More can be said: "
        "`{{rank: 2, after: 30s, speed: 95%}}`."
    ),
    "sheet.demand": "Queue",
    "sheet.targets": "Queue",
    "sheet.groups": "Group",
    "sheet.shifts": "Shift",
    "sheet.skills": "Group",
    "column.rate": "Volume",
    "column.rate.help": "Customers per time: 120/h, 1500/d. By interval where the file has a list.",
    "column.handle_time": "Handle time",
    "column.handle_time.help": "Mean talk and hold time: 4min30s.",
    "column.wrap_up": "Wrap-up",
    "column.wrap_up.help": "Mean work after the customer has gone: 30s.",
    "column.session": "Session",
    "column.session.help": "Mean time with self-service: 2min.",
    "column.patience": "Patience",
    "column.patience.help": "Mean patience: 3min; or none, where nobody leaves.",
    "column.answered": "Answered, at least",
    "column.answered.help": "Share to answer within the time: 80%.",
    "column.within": "Within",
    "column.within.help": "Target time: 20s.",
    "column.abandoned": "Abandoned, at most",
    "column.abandoned.help": "Largest share that may abandon: 5%.",
    "column.seated": "Seated",
    "column.seated.help": "Agents in the seat (net), at all times.",
    "column.staff": "Rostered",
    "column.staff.help": "Agents rostered (gross), at all times.",
    "column.max_occupancy": "Occupancy limit",
    "column.max_occupancy.help": "Planning limit: 85%.",
    "column.hour": "Cost per paid hour",
    "column.hour.help": "Money per paid hour.",
    "column.agents": "Agents",
    "column.agents.help": "Rostered agents of the shift.",
    "column.start": "Start",
    "column.start.help": "Clock time: 08:00.",
    "column.end": "End",
    "column.end.help": "Clock time: 16:30.",
    "grid.volumes": "Expected contacts by interval",
    "grid.heads": "Agents by interval",
    "grid.interval": "Interval",
    "grid.seated": "{name} (seated)",
    "grid.staff": "{name} (rostered)",
    "upload.intro": (
        "One scenario file (.yaml) and the tables it names (.csv): at most {files} files, {size} "
        "MB together. They stay on this server while the page is open."
    ),
    "upload.label": "Scenario and tables",
    "upload.take": "Use these files",
    "upload.too_long": "reading it takes more than {seconds} seconds",
    "compare.title": "Compare",
    "compare.nothing": (
        "There is nothing to compare: the file names no variants, and nothing was changed."
    ),
    "compare.choose": "Choose a scenario to compare.",
    "compare.draft": "with your changes",
    "compare.baseline": "Baseline",
    "compare.others": "Against it",
    "compare.who": "Of",
    "compare.figure": "Figure",
    "compare.better": "better: {words}",
    "compare.worse": "worse: {words}",
    "compare.note": (
        "The same customers in all: {days} days, seed {seed}. In brackets: 95 % interval of the "
        "difference."
    ),
    "compare.queue": "Queue in the figures",
    "tornado.title": "What moves the figure most",
    "tornado.intro": (
        "Volumes, handle times, patience and staff of the baseline, each 10 % lower and higher by "
        "itself."
    ),
    "tornado.begin": "Vary every input",
    "channel_shift.title": "Channel shift",
    "channel_shift.nothing": (
        "Nothing flows in this scenario: it has no channel shift, no follow-ups (redials, repeats, "
        "chasers) and no self-service, so no contact causes another. Add a shift above, or "
        "`follow_ups` in the scenario file."
    ),
    "channel_shift.example": "Open {name}, in which contacts cause others",
    "channel_shift.example_help": "In place of this scenario; what was changed in it is given up.",
    "nav.staffing": "Staffing",
    "nav.incident": "Incident",
    "search.waiting": "Others are searching: this begins when a place is free.",
    "search.progress": "Trials: {trials}. Now: {doing}",
    "search.trials": "Trials: {trials}",
    "search.stopped": "Stopped. Nothing was found.",
    "staffing.title": "Staffing",
    "staffing.kind": "What to look for",
    "staffing.least": "Least staff",
    "staffing.seek": "Goal-seek",
    "staffing.intro": (
        "The fewest seats of every group and interval that meet all targets, found by simulating "
        "plan after plan with the same customers. It takes from some seconds to some minutes; you "
        "can look at other pages meanwhile and come back within a minute."
    ),
    "staffing.begin": "Find the least staff",
    "staffing.confidence": "Targets must be met",
    "staffing.confidence_help": "On an average day, or on so many of the simulated days.",
    "staffing.mean_day": "on an average day",
    "staffing.days": "on {share} of the days",
    "staffing.hold": "Seats stay the same for",
    "staffing.hold_help": "Longer steps are easier to roster and need more hours.",
    "staffing.no_hold": "each interval by itself",
    "staffing.every": "in every interval too",
    "staffing.every_help": "The mean of every interval must meet the targets: it costs more hours.",
    "staffing.needed": "Seated hours needed",
    "staffing.scheduled": "Seated hours scheduled",
    "staffing.over": "Over the need",
    "staffing.under": "Short of the need",
    "staffing.fte": "Full-time equivalents a day",
    "staffing.fte_help": "Paid hours, gross of shrinkage, over a fifth of a week of 40 h.",
    "staffing.source": (
        "{trials} trials of up to {days} simulated days, seed {seed}. "
        "Scheduled less needed: {over} hours."
    ),
    "staffing.group": "Agent group",
    "staffing.beside": (
        "Erlang C and Erlang A treat the group's portion of the work as a pool of its own in a "
        "steady state; the simulation shares queues and carries backlogs over."
    ),
    "staffing.curve": "Staffing curve around the plan ({count} simulations)",
    "staffing.no_curve": "No queue of this group has a target to draw.",
    "staffing.need": "Agents required: {group}",
    "staffing.heads": "Heads by day: {group}",
    "staffing.hours": "Hours by day: {group}",
    "staffing.give": "What they give: {group}",
    "staffing.take_seats": "Seats of {group} (CSV)",
    "staffing.take_rows": "All figures (CSV)",
    "staffing.take_plan": "Scenario with these seats (YAML)",
    "seek.intro": "One input is moved until a figure meets the goal, with the same customers.",
    "seek.nothing": "This scenario has no single number that can be moved.",
    "seek.vary": "Move",
    "seek.agents": "agents: {name}",
    "seek.volume": "volume: {name}",
    "seek.extra": "extra customers: {name}",
    "seek.range": "Range (empty: around its value)",
    "seek.range_help": "LOW..HIGH or LOW..HIGH:STEP, such as 4..20:1 or 50%..150%:5%.",
    "seek.queue": "Until, of",
    "seek.figure": "the figure",
    "seek.service_level": "service level",
    "seek.abandon_rate": "abandon rate",
    "seek.asa_s": "average speed of answer",
    "seek.at_least": "is at least",
    "seek.at_most": "is at most",
    "seek.begin": "Seek",
    "incident.title": "Incident",
    "incident.intro": (
        "What unanswered posts or a sudden rush do to the day, beside the same day without them. "
        "Move the sliders: a larger desk answers sooner, so less spreads."
    ),
    "incident.nothing": (
        "Nothing spreads here and nothing happens: the scenario has no posts that spread and no "
        "events. Try viral_incident."
    ),
    "incident.queue": "Queue",
    "incident.desk": "Desk size: {name}",
    "incident.desk_help": "Agents of the group at all times.",
    "incident.handle": "Time an answer takes",
    "incident.handle_help": "Mean handle time of a contact of this queue.",
    "incident.within": "Answer promised within",
    "incident.within_help": (
        "The target time that the service level and the recovery are judged by. How fast answers "
        "really are follows from the desk and the time an answer takes."
    ),
    "incident.extra": "Extra customers: {name}",
    "incident.extra_help": "Expected customers whom the event adds, before anything spreads.",
    "incident.peak": "Largest backlog ({at})",
    "incident.contacts": "{count} contacts",
    "incident.answer_time": "Mean time to the answer",
    "incident.recovery": "Recovered after (median)",
    "incident.later": "after the end",
    "incident.reproduction": "Contacts one post causes",
    "incident.reproduction_help": "Reproduction: from 1 on the storm feeds itself.",
    "incident.more": "More contacts than without",
    "incident.now": "as set above",
    "incident.without": "without the incident",
    "incident.sizes": "Larger desks beside it (more simulations)",
    "incident.size": "{name} +{more}",
    "erlang.title": "Erlang calculator",
    "erlang.intro": (
        "One queue in a steady state. Give the agents, or a target and leave the agents empty. "
        "Erlang C: nobody leaves. Erlang A: customers leave when their patience ends."
    ),
    "erlang.rate": "Contacts",
    "erlang.rate.help": "Per unit of time: 200/h.",
    "erlang.handle_time": "Handle time",
    "erlang.handle_time.help": "Mean, with wrap-up: 180s.",
    "erlang.agents": "Agents",
    "erlang.agents.help": "Leave it empty to ask for them with a target. Fractions are accepted.",
    "erlang.target": "Target",
    "erlang.target.help": "80/20: 80 % in 20 s. Leave it empty where agents are given.",
    "erlang.patience": "Patience",
    "erlang.patience.help": "Mean patience for Erlang A: 120s. Empty: Erlang C alone.",
    "erlang.lines": "Lines",
    "erlang.lines.help": "Most contacts waiting and talking; with them Erlang B stands beside.",
    "erlang.max_occupancy": "Occupancy limit",
    "erlang.max_occupancy.help": "Beside the target: 85%.",
    "erlang.shrinkage": "Shrinkage",
    "erlang.shrinkage.help": "Share of paid time away from the desk: 30%.",
    "erlang.unstable": (
        "Unstable: more work than agents, so the queue grows for ever and Erlang C has no figures."
    ),
    "erlang.command": "The same on the command line:",
    "check.kind": "Beside what",
    "check.erlang": "Erlang's formulas",
    "check.recorded": "Recorded days",
    "history.intro": (
        "What your center recorded, beside the simulation of the same intervals: a CSV file with "
        "`interval_start`, `queue` (or `center` for all together) and any of `offered`, "
        "`answered`, `abandoned`, `handle_time_s`, `asa_s`, `service_level`."
    ),
    "history.label": "Recorded figures (CSV)",
    "history.columns": (
        "Also sums instead of means: sum_handle_s, sum_wait_answered_s, answered_within_20s. "
        "Rows outside the simulated period are ignored; finer rows are put together."
    ),
    "history.shipped": "Use the record that comes with this scenario",
    "history.file": "File: {name}",
    "history.remove": "Remove",
    "history.queue": "Queue in the figure",
    "history.figure": "Figure by interval",
    "check.title": "Check",
    "check.intro": (
        "What Erlang's formulas say of the same queues, beside the simulation. Where they differ, "
        "the reasons follow."
    ),
    "check.nothing": "No queue of this scenario can be compared with an Erlang formula.",
    "check.reasons": "Why simulation and formulas differ",
    "check.definitions": "What the figures mean",
}
