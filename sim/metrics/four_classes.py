"""The summary of a social contact center: scale, service, quality and efficiency.

Three levels of detail: 4, 8 or all of the metrics. Sentiment, followers, satisfaction surveys and
the publishing of content are not simulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Entry:
    """A metric of the summary, with its Chinese title; shown from this level of detail on."""

    metric: str
    chinese: str
    level: int


CLASS_NAMES: Final = {"scale": "规模", "service": "服务", "quality": "质量", "efficiency": "效率"}
"""The classes and their Chinese titles."""

FOUR_CLASSES: Final[dict[str, tuple[Entry, ...]]] = {
    "scale": (
        Entry("offered", "需求量", 1),
        Entry("heard", "聆听量", 3),
        Entry("relevant", "相关量", 3),
        Entry("backlog", "积压量", 3),
        Entry("seated", "坐席数", 2),
    ),
    "service": (
        Entry("service_level", "服务水平", 1),
        Entry("first_response_s", "首次响应时长", 3),
        Entry("response_rate", "响应率", 3),
        Entry("answer_rate", "接通率", 2),
        Entry("abandon_rate", "放弃率", 3),
        Entry("reach", "到达率", 3),
        Entry("reached_rate", "外呼到达率", 3),
    ),
    "quality": (
        Entry("fcr", "一次解决率", 1),
        Entry("repeat_rate", "重复率", 2),
        Entry("re_routed", "跳转率", 3),
        Entry("expired", "超期量", 3),
    ),
    "efficiency": (
        Entry("handle_s", "平均处理时长", 1),
        Entry("occupancy", "占有率", 2),
        Entry("dispatch", "分派率", 3),
        Entry("self_service", "自助服务率", 3),
        Entry("proactive", "主应率", 3),
        Entry("cost_per_resolution", "单次解决成本", 3),
    ),
}

LEVELS: Final = (1, 2, 3)
"""4, 8 and all metrics."""
