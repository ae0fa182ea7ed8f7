"""The prose of docs/reference/scenario.md; the tables come from the schema."""

INTRODUCTION = """# Scenario file

Every key of a scenario file once. This page is generated from the schema; `ccsim resolve FILE`
shows a file with every default and short form written out.

Units: durations `20s`, `5min`, `1h30min`, `2d` (ms, s, min, h, d, no spaces); shares `80%`; rates
`120/h`, `1500/d`, `10000000/month` (s, min, h, d, month); clock times `08:00` to `24:00`; instants
`2026-03-02 08:00`, local time. Unknown keys are errors. Names are free text without dots, `*` and
`=`. A bare duration where a distribution is expected is constant.
"""

OPENING = """## opening, queues.NAME.opening, agents.NAME.opening

A mapping of days to open times. A day is a weekday (mon, tue, wed, thu, fri, sat, sun), a range
(`mon-fri`, `sat-sun`), several (`mon-wed, fri`), or a date (`2026-05-01`), which overrides its
weekday. A day that is not named is closed. The value is a span of clock times such as
`08:00-20:00` (24:00 is the end of the day), a list of such spans, or `closed`. A night is two
spans, `22:00-24:00` and `00:00-06:00` on the next day. Without `opening` it is always open.

    opening: {mon-fri: 08:00-20:00, sat: [09:00-12:00, 13:00-17:00], 2026-05-01: closed}
"""

VOLUMES = """## How volumes are read

- A rate per `d` or `month` (30 days) is that of a day of weight 100 %, whatever its opening hours:
  it is spread over the open part of the day by the hour weights of the profile (evenly without
  one).
- A rate per `s`, `min` or `h` is that of open time: the day's total is rate x open time x day
  weight, spread in the same way.
- `per_interval` and `file` give the expected contacts of each reporting interval; finer rows of a
  file that divide the interval are summed. Volume in an interval that is closed is refused.
- Rows of a file outside the period are ignored, so one file of many months serves any period in
  it.
- A `queue` column selects the rows of the queue; without one the file belongs to the queue that
  names it. A column `handle_time_s` is not used, and a warning says so.
- The warm-up repeats the clock times of the first reported days. Lists and files need a period of
  a day or more for that; rates and plain head counts do not.
- A trace replays real instants as they are; instants in closed time find the queue closed.
- Messaging, email, social and community queues take contacts at any hour. Their volumes are laid on
  the whole day in place of the open time: give a profile that says when people write. `opening`
  only sets the clock of their target.
"""

FILES = """## Files

CSV with a header; comma, semicolon or tab; decimal comma where the comma does not separate; UTF-8
with or without byte-order mark, UTF-16 with one, GB18030; also gzipped. Names are relative to the
scenario file and stay in its folder. Instants: `2026-03-02 08:00`, also with `T`, seconds, or `/`
and `.` in the date. Head-count rows coarser than the interval hold for all intervals in them.

| key | columns |
|---|---|
| `arrivals.file` | `interval_start`, `offered`, perhaps `queue` |
| `arrivals.trace` | `instant` (or a clock time there and the day in `date`), perhaps `queue` |
| `seated.file`, `staff.file` | `interval_start`, `seated` or `staff` |
| `profiles.NAME.file` | `interval_start` (or `mon 08:00`), `weight`; one week, or one day for all |
| `handle_time.file`, ... | one column of seconds, or `seconds` |
| `lists.NAME` | a row an item: the column named as the list, else the first one |

`columns` says what a file calls them, our name first: `columns: {offered: Calls}`.
"""

LISTS = """## Lists

    lists: {province: data/provinces.csv}        # province,volume / beijing,120 / shanghai,80
    queues:
      desk/$province:
        channel: voice
        arrivals: {rate: $volume/d}
    agents:
      local/$province: {seated: 4, skills: {desk/$province: 1}}
      national: {seated: 10, skills: {desk/*: 2}}

A name with `$province` is made once per row; inside it `$province` is the row's item and `$column`
the row's value. Two lists in one name make every pair (at most 2,000 names); a column that both
have is written `$province_column`. `desk/*` in skills matches the made names, an exact name beside
it wins, and `desk/*` is also reported as a total. `$$` is a dollar sign.
"""
