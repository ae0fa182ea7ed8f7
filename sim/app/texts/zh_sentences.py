"""Simplified Chinese: sentences of reports and words of figures, by their English form.

`{...}` are figures and names, kept as they are; `{word}` is said in Chinese too.
"""

from __future__ import annotations

from typing import Final

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
    "service level {formula} (%)": "服务水平 {formula} (%)",
    "from queue  →  to queue; width: attempts in the reported period": (
        "来自队列 → 去往队列；宽度：报告期内的次数"
    ),
    "difference ({unit}); lines: 95 % interval": "差异（{unit}）；线：95 % 区间",
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
    "difference of {word} ({unit})": "{word}之差（{unit}）",
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
    "{measure}: {value}; what one input does to it": "{measure}：{value}；各输入对它的影响",
    "Hours required: {group}": "所需小时：{group}",
}

NOTES: Final[dict[str, str]] = {
    "In brackets: 95 % interval of the mean over {count} replications.": (
        "括号内：{count} 次模拟均值的 95 % 区间。"
    ),
    "One replication: no interval can be given. Ask for more with --replications.": (
        "只有 1 次模拟，无法给出区间：请增加天数。"
    ),
    "{count} intervals are under their target; first come those in which most contacts are missing "
    "to it.": "{count} 个时段未达目标；缺口联络最多的排在最前。",
    "The same customers in both, {count} replications; in brackets: 95 % interval of the "
    "difference.": "两者客户相同，{count} 次模拟；括号内：差异的 95 % 区间。",
    "The same customers in both, {count} replications; in brackets: 95 % interval of the "
    "difference. no real difference: the interval includes 0. Each interval holds by itself; of "
    "many comparisons some mislead by chance.": (
        "两者客户相同，{count} 次模拟；括号内：差异的 95 % 区间。无真实差异：区间包含 0。"
        "每个区间只单独成立，比较很多时会有一些偶然误导。"
    ),
    "Attempts that arrived in the reported period, per replication. The share is that of the "
    "attempts of the queue they come from; of channel shift, of the customers who would have come "
    "there.": (
        "报告期内到达的次数，每次模拟。比例以来源队列的次数为底；渠道转移以本应来此的客户为底。"
    ),
    "An issue is a first attempt and all it causes. First contact: resolved with one agent "
    "contact, of those with any. Repeats and redials: shares of the answered and of the lost "
    "attempts of the queue itself.": (
        "问题：一次首次联络及其引起的一切。首次解决：一次座席联络即解决，以有座席联络者为底。"
        "重复来电与重拨：占本队列接起与损失次数的比例。"
    ),
    "Truly contained: without another contact of the customer within the time set. Bounce-back: "
    "contained, but later answered by an agent.": (
        "真正自助解决：客户在规定时间内不再联络。回流：自助解决后又由座席接起。"
    ),
    "With first wait: also what callback customers waited before they accepted.": (
        "含首次等待：另含回呼客户接受前的等待。"
    ),
    "Caused: all attempts but first ones of customers. Hours and cost: that share of the effort on "
    "the queue and of its cost, as if a caused attempt took as long as another.": (
        "引发：除客户首次联络外的全部次数。小时与成本：按该比例分摊队列的投入与成本，视为每次耗"
        "时相同。"
    ),
    "Contact figures belong to the interval in which a contact arrives, agent figures to the "
    "clock. Ratios are sums over sums, never means of percentages; without contacts there is no "
    "ratio (n/a).": (
        "联络指标归于到达时段，座席指标按时钟。比率为总和之比，绝非百分比的平均；没有联络则无比"
        "率（n/a）。"
    ),
    "Response level: of the items that fell due in the reported period; by arrival: of those that "
    "arrived in it. n/a: none fell due, or no target. Mean wait: elapsed, until the reply leaves; "
    "on its clock: what the target counts of it. Days of work: the backlog over the items "
    "completed "
    "per opening day.": (
        "回复水平：以报告期内到期件为底；按到达：以期内到达件为底。n/a：无到期件或无目标。"
        "平均等待：经过时间，至回复发出；按其时钟：目标所计的部分。工作天数：积压除以每个营业日"
        "完成件数。"
    ),
    "A contact is one turn of a thread. Replies count until they leave, day and night; on its "
    "clock: what the target counts of them. Effort is agent time, shared among what is in hand.": (
        "一次联络是会话的一个轮次。回复计至发出，不分昼夜；按其时钟：目标所计的部分。"
        "投入是座席时间，由手中的工作分摊。"
    ),
    "Spread: contacts here and elsewhere that posts caused, over the relevant posts that came by "
    "themselves. Reproduction: over all relevant posts; from 1 on a storm feeds itself.": (
        "扩散：帖子在此处与别处引发的联络，以自行到来的相关帖子为底。再生数：以全部相关帖子为底；"
        "达到 1 时风暴自行扩大。"
    ),
    "AHT: as stretched by what else is in hand; effort: agent time, shared among what is in hand. "
    "AHT over effort is how many were in hand.": (
        "AHT：因手中其他联络而拉长；投入：座席时间，由手中的工作分摊。AHT 除以投入即手中数量。"
    ),
    "Median, 90 % and longest wait: the mean over the replications of each one's. AHT: of the "
    "contacts finished by the end.": (
        "中位、90 % 与最长等待：各次模拟的均值。AHT：按期末已完成的联络。"
    ),
    "Differences to the scenario as it is, the same customers, {count} replications; in brackets: "
    "95 % interval. One input at a time: what moves together is not seen.": (
        "与原方案之差，客户相同，{count} 次模拟；括号内：95 % 区间。每次只变一个输入：看不到共同"
        "变动。"
    ),
    "Other customers in each, for the seeds differ; in brackets: 95 % interval of the "
    "difference.": ("种子不同，客户不同；括号内：差异的 95 % 区间。"),
    "Only in one of the two: {names}.": "仅其中一个有：{names}。",
    "The {count} largest of {all} flows; --json has all.": (
        "共 {all} 条流向，这里是最大的 {count} 条。"
    ),
    "Not varied: {names}.": "未变动：{names}。",
    "Recorded in {file}. single days: the range that holds {share} of single simulated days, of "
    "{count}; outside: intervals recorded outside theirs, and in brackets how many would be by "
    "chance, were the record one of these days; too low, too high: the whole period is outside.": (
        "记录来自 {file}。单日：{count} 个模拟日中单日的 {share} 所在范围；范围外：记录落在范围"
        "外的时段，"
        "括号内为偶然应有的个数；偏低、偏高：整个期间落在范围外。"
    ),
    "39 days or more give the range of 95 %.": "39 天以上可给出 95 % 的范围。",
    "Not compared, for the scenario has no such queue: {names}.": (
        "方案中没有这些队列，未比较：{names}。"
    ),
    "Columns not used: {names}.": "未使用的列：{names}。",
    "{word_who}, {word}: recorded {value}, below what the simulated days show ({mean} on average, "
    "single days {range}).": (
        "{word_who}，{word}：记录为 {value}，低于模拟（平均 {mean}，单日 {range}）。"
    ),
    "{word_who}, {word}: recorded {value}, above what the simulated days show ({mean} on average, "
    "single days {range}).": (
        "{word_who}，{word}：记录为 {value}，高于模拟（平均 {mean}，单日 {range}）。"
    ),
    "{word_who}, {word}: {count} of {all} intervals lie outside the range of single days, {chance} "
    "would "
    "by chance: {where}.": (
        "{word_who}，{word}：{all} 个时段中 {count} 个落在单日范围外（偶然应有 {chance} "
        "个）：{where}。"
    ),
    "The record could be one of the simulated days: {count} intervals lie outside the range of "
    "single days, {chance} would by chance.": (
        "记录与模拟相符：{count} 个时段落在单日范围外，偶然应有 {chance} 个。"
    ),
    "{count} of {all} replications (the first is number {first}) reached the row limit of the "
    "contact log: their later contacts are missing, so the figures are too low.": (
        "{all} 次模拟中有 {count} 次（首次为第 {first} 次）达到联络记录的行数上限：之后的联络缺"
        "失，数值偏低。"
    ),
    "In these intervals the offered load is as much as the planned agents can do, or more, and "
    "Erlang C is unstable: {names}.": (
        "在这些时段，业务量达到或超过计划座席的能力，Erlang C 不稳定：{names}。"
    ),
    "In these intervals the offered load is as much as the planned agents can do, or more, and "
    "Erlang C is unstable: {names}; as nobody leaves, the queue grows until the load falls.": (
        "在这些时段，业务量达到或超过计划座席的能力，Erlang C 不稳定：{names}；"
        "由于无人离开，队列会一直增长到业务量下降为止。"
    ),
    "{name}: live occupancy is {share}, above the limit of {limit}.": (
        "{name}：实时占用率 {share}，超过上限 {limit}。"
    ),
    "queues.{name} names no patience: its customers never leave. Write patience: none if that is "
    "meant.": "queues.{name} 没有写耐心：客户永不离开。若确是如此，请写 patience: none。",
    "queues.{name} is the same {time} for every contact; {{mean: {mean}}} would vary.": (
        "queues.{name} 对每次联络都是 {time}；写 {{mean: {mean}}} 则会变化。"
    ),
    "lines is 0: every contact of {names} is blocked.": "线路数为 0：{names} 的联络全部被拦截。",
    "service level, abandoned: of {names}, whoever answers; Erlang C, Erlang A: agents by the "
    "formulas for this group's portion alone; binding: what one seat fewer would miss.": (
        "服务水平、放弃：{names} 的，不论谁接起；Erlang C、Erlang A：公式对本组份额所需座席；"
        "约束：少一席会达不到的目标。"
    ),
    "Hours of the day, for this group serves deferred work only. work: of what comes; need: in the "
    "seat, decimal, then with whole seats from opening to closing (hours); rostered: gross of the "
    "need; on time: response level of {names}, of what falls due on the day; binding: what "
    "one seat "
    "fewer would miss.": (
        "按天的小时数，因为本组只处理非实时工作。工作：来件的处理小时；需求：在席小时（小数）；"
        "小时：从开门到关门用整席位；排班：含损耗；按时：{names} 当天到期件的回复水平；"
        "约束：少一席会达不到的目标。"
    ),
    "Heads all day, for this group serves deferred work only: the same number from opening to "
    "closing. need: in the seat, decimal, then whole (seats); rostered: gross of the need; "
    "scheduled: in the seat by the file, mean of the day; work: hours of what comes.": (
        "按天的人数，因为本组只处理非实时工作：从开门到关门人数相同。需求：在席人数（小数），"
        "再取整（席位）；排班：含损耗；已排：文件中的在席人数，取当天均值；工作：来件的处理小时。"
    ),
    "Sums of the decimal needs. rostered: paid, gross of shrinkage; FTE: rostered hours over {day} "
    "h, a fifth of a week of {week} h; scheduled: seated, in the file.": (
        "小数需求之和。排班：付薪小时，含损耗；FTE：排班小时除以 {day} h（每周 {week} h "
        "的五分之一）；"
        "已排：文件中的在席小时。"
    ),
    "Contracts of {week} h a week: {names}.": "每周 {week} h 的合同：{names}。",
    "The least {path} with {goal} is {value} (steps of {step}): {figure}.": (
        "满足 {goal} 的最小 {path} 为 {value}（步长 {step}）：{figure}。"
    ),
    "The largest {path} with {goal} is {value} (steps of {step}): {figure}.": (
        "满足 {goal} 的最大 {path} 为 {value}（步长 {step}）：{figure}。"
    ),
    "{goal}: no value of {path} in {span} reaches it.": (
        "{goal}：{path} 在 {span} 内没有数值能达到。"
    ),
    "Not reached in {span}: the best of the values tried is {value}. A wider range, or a lower "
    "goal, may help.": "在 {span} 内未达到：试过的最好数值为 {value}。可放宽范围或降低目标。",
    "Both ends of {span} meet it, so the range may not hold the end of the values that do: give a "
    "wider one to see.": "{span} 的两端都满足，界限可能在范围之外：请放宽范围。",
    "From the event to the first of two consecutive intervals on target with a backlog no larger "
    "than in the same replication without events; 0 s: never off target. Percentiles of the "
    "replications; later: not recovered when the period ends.": (
        "从事件到连续两个时段达标且积压不大于无事件时为止；0 s：从未不达标。取各次模拟的百分位；"
        "期后：期末仍未恢复。"
    ),
    "Means over the replications, the same customers in all rows. Answer time: mean of the "
    "answered. Recovery: median time from the event until two consecutive intervals are on target "
    "with no more backlog than without it; later: not when the period ends. Spread: contacts "
    "caused per original post; reproduction: per relevant post, from 1 on the storm feeds "
    "itself.": (
        "各次模拟的均值，各行客户相同。回复时间：已回复者的均值。恢复：从事件到连续两个时段达标"
        "且积压不多于"
        "无事件时的中位时间；期后：期末仍未恢复。扩散：每条原始帖子引发的联络；再生数："
        "每条相关帖子引发的联络，"
        "达到 1 时风暴自行扩大。"
    ),
    "{names}: no Erlang check. {word}": "{names}：无 Erlang 核对。{word}",
    "The first {count} of {all} queues; report.html (--out) has all.": (
        "共 {all} 个队列，这里是前 {count} 个。"
    ),
}
"""Notes under tables, warnings, what a search or a record comes to."""

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
