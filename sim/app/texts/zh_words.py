"""Simplified Chinese: words and fixed sentences of reports and figures, by their English form."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    **dict(zip(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"), strict=True,
    )),
    "agents planned": "计划座席", "agents seated": "在席座席", "contacts offered": "到达联络",
    "offered (right)": "到达（右轴）", "required": "所需", "required, decimal": "所需（小数）",
    "occupancy (% of time on duty)": "占用率（在岗时间的 %）",
    "Occupancy by agent group": "各座席组的占用率", "Service level by queue": "各队列的服务水平",
    "service level (%)": "服务水平 (%)",
    "time of day": "时刻", "date and time of day": "日期与时刻", "all": "全部",
    "better": "更好", "worse": "更差", "a real difference": "真实差异", "no interval": "无区间",
    "Cost per resolution": "每次解决成本", "Net result": "净收益",
    "Demand by origin": "需求来源", "attempts in the reported period": "报告期内的次数",
    "attempts": "次数", "with the incident": "有突发事件", "without it": "无突发事件",
    "percentage points": "百分点", "seconds": "秒", "money": "货币",
    "it begins": "开始", "the event": "事件", "simulation": "模拟", "later": "期后",
    "agents seated (decimal need)": "在席座席（小数需求）", "seats more or fewer": "席位增减",
    "recorded": "记录", "recorded, outside": "记录（范围外）", "simulated mean": "模拟均值",
    "single simulated days": "单个模拟日", "single days": "单日", "outside": "范围外",
    "verdict": "结论", "agrees": "相符", "too low": "偏低", "too high": "偏高",
    "too many outside": "范围外过多", "too few days": "天数太少", "below": "低", "above": "高",
    "handle time": "处理时长", "Recorded against simulated": "记录与模拟对照",
    "Too few simulated days to judge by: simulate more of them.": (
        "模拟天数太少，无法判断：请增加天数。"
    ),
    "here customers abandon": "这里客户会放弃", "no agent": "无座席",
    "here the queue is worked off later": "这里队列稍后会处理完",
    "Customers never leave, so Erlang A says what Erlang C says.": (
        "客户永不离开，故 Erlang A 与 Erlang C 相同。"
    ),
    "No group has the skill for this queue.": "没有座席组具备此队列的技能。",
    "Self-service has no agents: nobody waits for one.": "自助服务没有座席：无人等待。",
    "The company dials when an agent is free, and again when nobody answers: Erlang is about "
    "contacts that come by themselves.": (
        "企业在座席空闲时拨打，无人接听则再拨：Erlang 只针对自行到来的联络。"
    ),
    "Deferred work is put down for live work and waits over night: Erlang is about customers who "
    "stay until they are served.": (
        "非实时工作会为实时工作放下，并会过夜：Erlang 只针对一直等到被服务的客户。"
    ),
    "A message is answered when the reply leaves, at any hour: Erlang is about the wait until work "
    "starts, while the desk is open.": (
        "消息在回复发出时才算回答，不论何时：Erlang 只针对营业时间内到开始处理为止的等待。"
    ),
    "no real difference: the interval includes 0.": "无真实差异：区间包含 0。",
    "Each interval holds by itself; of many comparisons some mislead by chance.": (
        "每个区间只单独成立，比较很多时会有一些偶然误导。"
    ),
    "Service level SL-1. Every interval is taken as a steady state of its own with the planned "
    "seats; unstable: in some interval the load is not below the seats.": (
        "服务水平 SL-1。每个时段都当作按计划席位的稳态；不稳定：某时段业务量不低于席位。"
    ),
    "Without abandoning all five are the same, as in Erlang C. With it they differ for the very "
    "same day, so a service level says little without its formula. T: target time.": (
        "无人放弃时五者相同，如 Erlang C。有放弃时，同一天的数值各不相同，所以服务水平须附公式。"
        "T：目标时间。"
    ),
    "answered within T / offered": "T 内接起 / 到达",
    "Erlang A (with patience)": "Erlang A（有耐心）",
    "offered, load (erlangs): this group's portion of the work; need: agents in the seat, decimal, "
    "spread over what is judged together in the shape of Erlang A; seats: whole, as simulated; "
    "rostered: gross of the need; scheduled: in the seat by the file; over/under: scheduled less "
    "seats.": (
        "到达、负荷（Erl）：本组的份额；需求：在席座席（小数），"
        "按 Erlang A 的形状分摊到一起考核的时段；"
        "席位：模拟所用的整数；排班：含损耗；"
        "已排：文件中的在席人数；多/少：已排减席位。"
    ),
    "contacts waiting at the end of the interval": "时段末等待的联络",
    "minutes, by interval of arrival": "分钟，按到达时段", "lognormal": "对数正态",
    "exponential": "指数", "gamma": "伽马", "empirical": "经验", "constant": "常数",
    "uniform": "均匀", "weibull": "威布尔", "erlang": "爱尔朗", "triangular": "三角",
    "no real difference": "无真实差异", "all of these": "以上合计", "total": "合计",
    "Deferred work": "非实时工作", "Messages": "消息", "Public posts": "公开帖子", "Chats": (
        "在线聊天"
    ),
    "work": "工作", "hours": "小时", "work h": "工作小时",
    "on time": "按时", "yes": "是", "no": "否", "partly": "部分",
    "best": "最好", "meets it": "满足", "difference to the best": "与最好者之差",
    "live occupancy": "实时占用率", "level": "水平", "queue": "队列", "group": "组",
    "abandoned": "放弃", "service level": "服务水平", "occupancy": "占用率",
    "the simulation": "模拟",
}  # fmt: skip
