"""One colour a channel everywhere, and no group in the colour of a channel."""

from __future__ import annotations

import itertools

from matplotlib.colors import to_rgb

from sim.report.colouring import GROUPS, group_looks, queue_looks
from sim.report.drawing import theme
from sim.report.figures import occupancy, service_level
from sim.report.reading import Reader
from sim.report.style import CHANNELS
from tests.report import handmade


def test_a_queue_has_the_colour_of_its_channel_wherever_it_stands() -> None:
    names, kinds = ["mails", "calls", "sales", "chats"], ["email", "voice", "voice", "chat"]
    looks = queue_looks(names, kinds)
    assert [colour for colour, _ in looks.values()] == [CHANNELS[kind] for kind in kinds]
    assert looks["calls"] != looks["sales"]  # told apart by their dashes
    assert queue_looks(["calls"], ["voice"])["calls"] == looks["calls"]


def test_queues_of_one_channel_are_told_apart() -> None:
    looks = queue_looks(["a", "b", "c", "d"], ["voice"] * 4)
    assert len(set(looks.values())) == 4


def test_a_group_never_has_the_colour_of_a_channel() -> None:
    far = 0.2  # of the 1.73 between black and white
    for group, channel in itertools.product(GROUPS, CHANNELS.values()):
        away = sum((a - b) ** 2 for a, b in zip(to_rgb(group), to_rgb(channel), strict=True))
        assert away**0.5 > far, (group, channel)


def test_groups_are_told_apart() -> None:
    names = [f"g{number}" for number in range(4 * len(GROUPS))]
    looks = group_looks(names)
    assert len(set(looks.values())) == len(names)
    assert group_looks(names[:3]) == {name: looks[name] for name in names[:3]}


def test_figures_keep_to_it(reader: Reader) -> None:
    labels = reader.study.model.labels
    with theme():
        busy, level = occupancy(reader, handmade.GROUPS), service_level(reader, "calls")
    assert busy is not None
    assert level is not None
    drawn = {line.get_color() for line in busy.figure.axes[0].get_lines()}
    assert drawn <= set(GROUPS)
    kind = labels.channels[labels.queues.index("calls")]
    assert level.figure.axes[0].get_lines()[0].get_color() == CHANNELS[kind]
