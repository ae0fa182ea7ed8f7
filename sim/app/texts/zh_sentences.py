"""Simplified Chinese: sentences of reports and words of figures, by their English form.

`{...}` are figures and names, kept as they are; `{word}` is said in Chinese too.
"""

from __future__ import annotations

from typing import Final

from sim.app.texts.zh_notes import NOTES

FIGURES: Final[dict[str, str]] = {
    "contacts per {slot}": "联络数 / {slot}",
    "{name}: contacts and staff per {slot}": "{name}：每 {slot} 的联络与人员",
    "All queues: contacts and staff per {slot}": "全部队列：每 {slot} 的联络与人员",
    "{scenario} · mean over {count} replications": "{scenario} · {count} 次模拟的均值",
    "{scenario} · mean over {count} replications with its 95 % interval": (
        "{scenario} · {count} 次模拟的均值及其 95 % 区间"
    ),
    "{scenario} · one replication": "{scenario} · 1 次模拟",
    "{scenario} · one replication, hence no interval": "{scenario} · 1 次模拟，故无区间",
    "{scenario} · all contacts of {count} replications": "{scenario} · {count} 次模拟的全部联络",
    "{scenario} · {count} replications, 95 % intervals": "{scenario} · {count} 次模拟，95 % 区间",
    "{scenario} · {count} days; band: {share} of single days": (
        "{scenario} · {count} 天；色带：单日的 {share}"
    ),
    "{scenario} · mean over {count} replications, {engine} engine": (
        "{scenario} · {count} 次模拟的均值，{engine} 引擎"
    ),
    "time of day, {word} {date}": "{date} {word}，时刻",
    "time of day, from {date}": "自 {date} 起的时刻",
    "{name}: service level {formula} in {within}": "{name}：{within} 内的服务水平 {formula}",
    "Service level: {shown} of {count} queues, furthest below target": (
        "服务水平：{count} 个队列中距目标最远的 {shown} 个"
    ),
    "service level {formula} (%)": "服务水平 {formula} (%)",
    "from queue  →  to queue; width: attempts in the reported period": (
        "来自队列 → 去往队列；宽度：报告期内的次数"
    ),
    "difference ({word}); lines: 95 % interval": "差异（{word}）；线：95 % 区间",
    "seats of {name} more or fewer than the plan, in every interval": (
        "{name} 每个时段比方案多或少的席位"
    ),
    "{name}: service level by seats (simulated)": "{name}：各席位数的服务水平（模拟）",
    "required, Erlang A ({some} of {all} groups)": "所需席位 (Erlang A，{some}/{all} 组)",
    "limit of {name}": "{name} 的上限",
    "target time ({time})": "目标时间（{time}）",
    "target {share}": "目标 {share}",
    "in {time} (%)": "{time} 内 (%)",
    "service level {formula} in {time} (%)": "服务水平 {formula}\n{time} 内 (%)",
    "Service level by agents, load {load} erlangs": "各座席数的服务水平，话务量 {load} Erl",
    "Erlang A (mean patience {time})": "Erlang A（平均耐心 {time}）",
    "{count} agents": "{count} 个座席",
    "difference of {word} (percentage points)": "{word}之差（百分点）",
    "difference of {word} ({word_unit})": "{word}之差（{word_unit}）",
    "{count} replications, the same customers in all; bars: 95 % interval": (
        "{count} 次模拟，客户相同；横线：95 % 区间"
    ),
    "{name}, {word}: difference to {base}": "{name}，{word}：与 {base} 之差",
    "{word}: difference to {base}": "{word}：与 {base} 之差",
    "{name}: backlog": "{name}：积压",
    "{name}: time to the answer": "{name}：回复所需时间",
    "{name}: agents required": "{name}：所需座席",
    "{name}: simulation beside the formulas": "{name}：模拟与公式并列",
    "{name}: what more or fewer seats do": "{name}：增减席位的效果",
    "{name}: staffing curve": "{name}：人员曲线",
    "{flow} (escalations): {count}": "{flow}（转人工）：{count}",
    "{flow} ({word}): {count}": "{flow}（{word}）：{count}",
    "all: {word}, recorded and simulated": "全部队列：{word}，记录与模拟",
    "{name}: {word}, recorded and simulated": "{name}：{word}，记录与模拟",
    "{word} (%)": "{word} (%)",
    "{word} (s)": "{word} (s)",
    "{word} (min)": "{word} (min)",
    "{word} (contacts)": "{word}（联络数）",
}
"""Titles, axes, legends."""

CELLS: Final[dict[str, str]] = {
    "{number} points ({number2} to {number3})": "{number} 个百分点（{number2} 至 {number3}）",
    "{number} points": "{number} 个百分点",
    "{number} ({number2} to {number3})": "{number}（{number2} 至 {number3}）",
    "{number} ({number2} to {number3}), perhaps none": (
        "{number}（{number2} 至 {number3}），也许没有"
    ),
    "{number} points ({number2} to {number3}), perhaps none": (
        "{number} 个百分点（{number2} 至 {number3}），也许没有"
    ),
    "no real difference ({number} to {number2} points)": (
        "无真实差异（{number} 至 {number2} 个百分点）"
    ),
    "no real difference ({number} to {number2})": "无真实差异（{number} 至 {number2}）",
    "{number} of at most {number3}": "{number}，上限 {number3}",
    "{number} erlangs": "{number} Erl",
    "{number} of {number2}": "{number} / {number2}",
    "{number} of {number2} ({number3})": "{number} / {number2}（{number3}）",
    "{number} in {number2}": "{number2} 内 {number}",
    "{number} in {number2}, abandoned at most {number3}": (
        "{number2} 内 {number}，放弃不超过 {number3}"
    ),
    "rostered at {number} shrinkage": "排班人数（损耗 {number}）",
    "service level {formula} in {number2}": "{number2} 内的服务水平 {formula}",
    "SL-11 (virtual) in {number2}": "{number2} 内的 SL-11（虚拟）",
    "{formula} in {number2}": "{number2} 内 {formula}",
    "{formula} in {number2} of open time": "营业时间 {number2} 内 {formula}",
    "offered {queue}": "{queue} 到达",
    "service level {formula}": "服务水平 {formula}",
    "volume, {name}": "业务量，{name}",
    "handle time, {name}": "处理时长，{name}",
    "patience, {name}": "耐心，{name}",
    "staff, {name}": "人员，{name}",
}
"""Column heads, and cells that are no bare numbers."""

TITLES: Final[dict[str, str]] = {
    "{variant} against {base}": "{variant} 对比 {base}",
    "Erlang A: {question}, mean patience {time}, target {target}": (
        "Erlang A：{question}，平均耐心 {time}，目标 {target}"
    ),
    "Erlang {letter}: {question}, target {target}": "Erlang {letter}：{question}，目标 {target}",
    "Erlang {letter}: {question}, {agents} agents": "Erlang {letter}：{question}，{agents} 个座席",
    "Erlang {letter}: {question}, mean patience {time}, {agents} agents": (
        "Erlang {letter}：{question}，平均耐心 {time}，{agents} 个座席"
    ),
    "Erlang {letter}: {question}, {lines} lines": "Erlang {letter}：{question}，{lines} 条线路",
    "Values tried ({span})": "试过的数值（{span}）",
    "{name}: service level": "{name}：服务水平",
    "{name}: offered": "{name}：到达",
    "{name}: answered": "{name}：接起",
    "{name}: abandoned": "{name}：放弃",
    "{name}: ASA": "{name}：平均应答速度",
    "{name}: handle time": "{name}：处理时长",
    "{name}: {word}: {value}; what one input does to it": (
        "{name}：{word} {value}；各输入对它的影响"
    ),
    "all: {word}: {value}; what one input does to it": (
        "全部队列：{word} {value}；各输入对它的影响"
    ),
    "all: service level": "全部队列：服务水平",
    "{share} lower": "低 {share}",
    "{share} higher": "高 {share}",
    "{scenario} · {count} replications": "{scenario} · {count} 次模拟",
    "{scenario} · {count} replications, {engine} engine": (
        "{scenario} · {count} 次模拟，{engine} 引擎"
    ),
    "{interval} above": "{interval} 偏高",
    "{interval} below": "{interval} 偏低",
    "Hours required: {group}": "所需小时：{group}",
}

REASONS: Final[dict[str, str]] = {
    "Erlang C is unstable in {count} of {all} intervals (offered load: {words}): it cannot lose "
    "contacts and its queue would grow for ever; {word}.": (
        "{all} 个时段中有 {count} 个 Erlang C 不稳定（业务量：{words}）：它不会失去联络，"
        "队列会无限增长；{word}。"
    ),
    "up to {share} of what the agents can do": "最高达座席能力的 {share}",
    "{share} of the offered contacts abandon: Erlang C knows no abandonment and lets them wait; "
    "Erlang A does know it.": (
        "到达联络的 {share} 放弃：Erlang C 不考虑放弃，让他们一直等；Erlang A 考虑放弃。"
    ),
    "{count} groups serve this queue ({names}), each by its rank: Erlang is given all of them as "
    "one pool.": "{count} 个座席组服务此队列（{names}），各有次序：Erlang 把他们当作一个整体。",
    "The same agents also work on {names}, which they may put down for this queue: Erlang is given "
    "live work alone.": "同一批座席还处理 {names}，可为此队列放下：Erlang 只计实时工作。",
    "The same agents also serve {names}: Erlang is given one pool that does all this work ({share} "
    "of it from this queue), as if each of them could take every contact of it, in the order of "
    "arrival.": (
        "同一批座席还服务 {names}：Erlang 得到一个处理全部工作的整体（其中 {share} 来自此队列），"
        "如同人人都能按到达次序接起任何联络。"
    ),
    "Agents of group {name} work at {share} speed in this queue: Erlang is given the handle "
    "time at "
    "full speed.": "{name} 组在此队列的速度为 {share}：Erlang 按全速的处理时长计算。",
    "Agents take up to {count} of these contacts at once, which stretch each other: Erlang "
    "is given "
    "one at a time and the agent time that each took here, {time} s.": (
        "座席最多同时处理 {count} 个此类联络，彼此拖长：Erlang 按一次一个、每个 {time} "
        "s 的座席时间计算。"
    ),
    "Group {name} helps only contacts that have waited {time} s.": (
        "{name} 组只接等待满 {time} s 的联络。"
    ),
    "Group {name} keeps {count} agents free for better-ranked work.": (
        "{name} 组为次序更优的工作留出 {count} 个座席。"
    ),
    "By rank or priority agents take contacts before this queue: {first}; after this queue: "
    "{last}. Erlang knows one class.": (
        "按次序或优先级，座席先接 {first}，后接 {last}。Erlang 只知道一类联络。"
    ),
    "By rank or priority agents take contacts before this queue: {first}. Erlang knows one "
    "class.": ("按次序或优先级，座席先接 {first}。Erlang 只知道一类联络。"),
    "By rank or priority agents take contacts after this queue: {last}. Erlang knows one class.": (
        "按次序或优先级，座席把 {last} 放在此队列之后。Erlang 只知道一类联络。"
    ),
    "Contacts are treated as having waited {time} s already (head start).": (
        "联络按已等待 {time} s 对待（领先量）。"
    ),
    "From one interval to the next {words}: the simulation carries the queue over, Erlang takes "
    "every interval as a steady state of its own.": (
        "相邻时段之间{words}：模拟会把队列带入下一时段，Erlang 把每个时段当作各自的稳态。"
    ),
    "expected contacts change by up to {share}": "预期联络最多变化 {share}",
    "seats change by up to {share}": "席位最多变化 {share}",
    "Events add {count} contacts in bursts: arrivals change within the interval.": (
        "事件集中带来 {count} 个联络：时段内的到达会变化。"
    ),
    "The handle time with wrap-up is not exponential ({word_kind}, cv {cv} where exponential "
    "has 1): "
    "Erlang assumes it is.": (
        "含话后的处理时长不是指数分布（{word_kind}，cv {cv}，指数分布为 1）：Erlang 假定是。"
    ),
    "The handle time is not exponential ({word_kind}, cv {cv} where exponential has 1): "
    "Erlang assumes "
    "it is.": "处理时长不是指数分布（{word_kind}，cv {cv}，指数分布为 1）：Erlang 假定是。",
    "Patience is not exponential ({word_kind}, cv {cv} where exponential has 1): Erlang "
    "A assumes it "
    "is.": "耐心不是指数分布（{word_kind}，cv {cv}，指数分布为 1）：Erlang A 假定是。",
    "{share} leave at once rather than wait: Erlang C does not know them.": (
        "{share} 不愿等待、立即离开：Erlang C 不考虑他们。"
    ),
    "The volume differs from day to day (cv {cv}): bad days cost more than good days gain, and "
    "Erlang is given the average day.": (
        "业务量逐日不同（cv {cv}）：坏日子的损失大于好日子的收益，而 Erlang 只看平均日。"
    ),
    "{count} contacts a replication arrive by channel shift with their own amount of work: Erlang "
    "is given the queue's own mean handle time.": (
        "每次模拟有 {count} 个联络由渠道转移而来，工作量各异：Erlang 按此队列自己的平均处理时长"
        "计算。"
    ),
    "{share} of the attempts were caused by earlier ones ({words}): Erlang is given them as well, "
    "but as if they came by themselves, however long others wait.": (
        "{share} 的次数由先前的联络引起（{words}）：Erlang 也计入，但当作自行到来，与他人等待多"
        "久无关。"
    ),
    "{share} % redials": "{share} % 重拨",
    "{share} % repeats": "{share} % 重复来电",
    "{share} % transfers": "{share} % 转接",
    "{share} % moved from another channel": "{share} % 由其他渠道转来",
    "{share} % chase contacts": "{share} % 催问",
    "{share} % escalated by self-service": "{share} % 自助转人工",
    "{share} % bounced back from self-service": "{share} % 自助后回流",
    "{share} % caused by public posts": "{share} % 由公开帖子引发",
    "{share} % next turns": "{share} % 后续轮次",
    "{share} % absent": "{share} % 缺勤",
    "{share} % off the desk": "{share} % 离席",
    "{share} of the offered contacts accept a callback and hang up; agents call them back in "
    "{queue}: Erlang lets them wait.": (
        "到达联络的 {share} 接受回呼并挂断，座席在 {queue} 中回呼：Erlang 让他们一直等。"
    ),
    "{share} of the offered contacts are withdrawn, for an answer elsewhere settled them: Erlang "
    "lets them wait in {queue}.": (
        "到达联络的 {share} 因在别处得到答复而撤回：Erlang 让他们在 {queue} 中一直等。"
    ),
    "There are {lines} lines: {share} of the attempts are blocked by it. Erlang C and A block "
    "none.": "只有 {lines} 条线路：{share} 的次数因此被拦截。Erlang C 和 A 不拦截。",
    "No more than {count} may wait: {share} of the attempts are blocked by it. Erlang C "
    "and A block "
    "none.": "最多 {count} 个可等待：{share} 的次数因此被拦截。Erlang C 和 A 不拦截。",
    "The queue closes: {share} of the attempts are blocked by it. Erlang C and A block none.": (
        "队列会关闭：{share} 的次数因此被拦截。Erlang C 和 A 不拦截。"
    ),
    "Group {name}: {words} at random; on average {present} agents were present, {planned} were "
    "planned, and Erlang is given the plan.": (
        "{name} 组：随机{words}；平均实际在席 {present} 人，计划 {planned} 人，Erlang 按计划计算。"
    ),
    "Group {name}: on average {present} agents were present, {planned} were planned (work finished "
    "after the planned end), and Erlang is given the plan.": (
        "{name} 组：平均实际在席 {present} 人，计划 {planned} 人（计划结束后才完成工作）"
        "，Erlang 按计划计算。"
    ),
}
"""Why simulation and formulas differ."""

SENTENCES: Final[dict[str, str]] = {**FIGURES, **CELLS, **TITLES, **NOTES, **REASONS}
