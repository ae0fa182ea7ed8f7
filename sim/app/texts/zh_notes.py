"""Simplified Chinese: notes under tables and warnings, by their English form.

`{...}` are figures and names, as in `zh_sentences`.
"""

from __future__ import annotations

from typing import Final

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
    "difference. no real difference: the interval includes 0.": (
        "两者客户相同，{count} 次模拟；括号内：差异的 95 % 区间。无真实差异：区间包含 0。"
    ),
    "Other customers in each, for the seeds differ; in brackets: 95 % interval of the difference. "
    "no real difference: the interval includes 0.": (
        "种子不同，各自的客户不同；括号内：差异的 95 % 区间。无真实差异：区间包含 0。"
    ),
    "Each interval holds by itself; of many comparisons some mislead by chance.": (
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
    "would by chance: {words}.": (
        "{word_who}，{word}：{all} 个时段中 {count} 个落在单日范围外（偶然应有 {chance} "
        "个）：{words}。"
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
