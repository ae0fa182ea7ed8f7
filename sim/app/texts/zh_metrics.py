"""Simplified Chinese: figures of the catalogue and what they count, by their English form."""

from __future__ import annotations

from typing import Final

TITLES: Final[dict[str, str]] = {
    "expired (X)": "过期 (X)", "callbacks accepted": "接受回呼", "withdrawn": "撤回",
    "escalated": "已转人工", "answered by a peer": "由其他客户回答", "contained (C)": (
        "自助解决 (C)"
    ),
    "triaged (R)": "分拣 (R)", "blocked: no line free": "拦截：无空闲线路",
    "blocked: queue full": "拦截：队列已满", "blocked: closed": "拦截：已关闭",
    "waiting at the end (W)": "期末仍在等待 (W)", "moved in": "转入", "heard": "聆听量",
    "relevant": "相关量", "threads": "会话数", "service level SL-2": "服务水平 SL-2",
    "service level SL-3": "服务水平 SL-3", "service level SL-4": "服务水平 SL-4",
    "service level SL-5": "服务水平 SL-5", "service level SL-6": "服务水平 SL-6",
    "service level SL-11": "服务水平 SL-11", "answer rate": "接通率",
    "abandon rate without short ones": "放弃率（不计短时）", "blocked rate": "拦截率",
    "lost rate": "损失率", "reach": "到达率", "dispatch": "分派率", "callbacks taken": "回呼接受率",
    "response rate": "响应率", "mean wait of all": "全部平均等待", "first response": "首次响应",
    "reply": "回复", "response on the target's clock": "按目标时钟的响应",
    "wait, 80 % at most": "80 % 的等待不超过", "wait, 95 % at most": "95 % 的等待不超过",
    "time to abandon": "放弃前等待", "effort": "投入时间", "offered load": "话务量",
    "response level RL": "回复水平 RL", "response level by arrival": "按到达计的回复水平",
    "response level of the answered": "已回复者的回复水平", "items completed": "完成件数",
    "items due": "到期件数",
    "backlog": "积压", "backlog up to 4 h old": "积压 4 h 以内", "backlog 4 to 8 h old": (
        "积压 4 至 8 h"
    ),
    "backlog 8 to 24 h old": "积压 8 至 24 h", "backlog 1 to 2 d old": "积压 1 至 2 d",
    "backlog over 2 d old": "积压 2 d 以上", "oldest in the backlog": "最久的积压",
    "backlog in days": "积压天数", "from channel shift": "渠道转移而来", "callbacks to make": (
        "待回呼"
    ),
    "started by the company": "企业主动", "next turns": "后续轮次", "resolved here": "在此解决",
    "first-contact resolution, strict": "一次解决率（严格）", "re-routed": "跳转率",
    "proactive": "主动服务", "spread per post": "每帖扩散", "slot occupancy": "席位占用率",
    "contacts in hand": "手中联络数", "availability (1 - shrinkage)": "可用率（1 - 损耗）",
    "agents planned, rostered": "计划排班座席", "paid hours": "付薪小时",
    "intervals on target": "达标时段", "worst interval": "最差时段", "contacts": "联络",
    "money": "金额", "erlangs": "Erl", "recovery, seconds": "恢复秒数", "reached": "接通",
}  # fmt: skip

FORMULAS: Final[dict[str, str]] = {
    "offered + blocked": "到达 + 拦截",
    "answered + abandoned + expired + flowed out + contained + unreached + triaged + waiting at "
    "the end": "接起 + 放弃 + 过期 + 流出 + 自助解决 + 未接通 + 分拣 + 期末仍在等待",
    "live: work started; written (messaging, email, social, community): the reply left": (
        "实时：开始处理；书面（消息、邮件、社交、社区）：已发出回复"
    ),
    "left before work started, dropped at closing included": "处理开始前离开，含关闭时放弃",
    "messages whose reply window passed without a reply": "回复时限内未回复的消息",
    "callbacks + withdrawn + escalated + answered by a peer": (
        "回呼 + 撤回 + 转人工 + 由其他客户回答"
    ),
    "hung up for a callback; offered again in the outbound queue": (
        "挂断等回呼；在外呼队列中再次到达"
    ),
    "settled by an answer elsewhere while it waited": "等待时在别处得到答复",
    "sessions of self-service that were not enough": "自助未能解决的会话",
    "another customer was faster": "其他客户先回答",
    "sessions of self-service that were enough": "自助已解决的会话",
    "dialled in vain, every time": "每次拨打均未接通",
    "posts that need no answer, and were looked at": "看过但无需回答的帖子",
    "turned away; outside offered": "被拒；不计入到达",
    "turned away because every line was taken": "线路全忙而被拒",
    "turned away because max_waiting were waiting": "等待人数达 max_waiting 而被拒",
    "turned away because the queue was closed": "队列关闭而被拒",
    "still waiting (written: without a reply), or in a session, when the simulated time ended": (
        "模拟结束时仍在等待（书面：未回复）或仍在会话中"
    ),
    "arrived here by channel shift instead of elsewhere": "经渠道转移到此",
    "public posts that arrived, relevant or not": "到达的公开帖子，不论是否相关",
    "public posts that need an answer": "需要回答的公开帖子",
    "conversations of messages begun; their turns are the contacts": "开始的消息会话；其轮次即联络",
    "the formula of each queue's target (SL-1 unless named; deferred queues: their response "
    "level); center: sums over the queues with a target; group: SL-2 of the contacts it answered": (
        "各队列目标的公式（未写则 SL-1；非实时队列：回复水平）；中心：有目标的队列之和；"
        "座席组：其接起联络的 SL-2"
    ),
    "items of deferred queues with a target time that fell due, met or missed: what RL is a share "
    "of": "有目标时间的非实时队列中到期的件，不论达标与否：RL 的分母",
    "answered within T / offered": "T 内接起 / 到达",
    "answered within T / answered": "T 内接起 / 接起",
    "(answered within T + abandoned within T) / offered": "（T 内接起 + T 内放弃）/ 到达",
    "answered within T / (offered - abandoned within T)": "T 内接起 /（到达 - T 内放弃）",
    "(answered within T + abandoned within s) / offered": "（T 内接起 + s 内放弃）/ 到达",
    "answered within T / (offered - abandoned within s)": "T 内接起 /（到达 - s 内放弃）",
    "answered within T / (offered - flowed out); SL-1 where nothing flows out": (
        "T 内接起 /（到达 - 流出）；无流出时即 SL-1"
    ),
    "wait within T, if nobody left": "若无人离开，等待在 T 内",
    "estimate: share whose offered wait (of an endlessly patient customer) is at most T, by "
    "Kaplan-Meier over the waits of answered (known) and abandoned (censored)": (
        "估计：无限耐心的客户等待不超过 T 的比例，按 Kaplan-Meier 由接起（已知）与放弃（截尾）"
        "的等待得出"
    ),
    "taken up by an agent / (O - F)": "座席受理 /（O - F）",
    "callbacks accepted / O": "接受回呼 / O",
    "(B - B within s) / (O - B within s)": "（B - s 内 B）/（O - s 内 B）",
    "K / attempts": "K / 次数",
    "O / attempts": "O / 次数",
    "(B + X + K) / attempts": "（B + X + K）/ 次数",
    "outbound contacts reached / dialled at least once": "接通的外呼 / 至少拨打一次的外呼",
    "written contacts that got a reply / those that needed one: O - F - R, without those still "
    "waiting whose target time is not over": (
        "得到回复的书面联络 / 需要回复的：O - F - R，不含目标时间未到的等待者"
    ),
    "sum of the waits of answered contacts / A, zero waits included; written: until the reply "
    "leaves": "接起联络的等待之和 / A，含零等待；书面：至回复发出",
    "sum of the waits of all contacts offered to agents / their number; who still waits "
    "counts with "
    "the wait so far": "全部到达座席的联络的等待之和 / 其数量；仍在等待者按已等时间计",
    "offered to agents and not answered at once / offered to agents": (
        "到达座席而未立即接起 / 到达座席"
    ),
    "wait of answered contacts, of threads the first turn alone": "接起联络的等待，会话只计首轮",
    "wait of the answered turns of threads, every one": "会话中每个已回复轮次的等待",
    "as asa_s for written queues, in open time alone where the target's clock says so": (
        "书面队列同 asa_s，目标时钟如此规定时只计营业时间"
    ),
    "largest wait of a contact offered to agents; over replications the mean of each one's": (
        "到达座席的联络的最长等待；取各次模拟的均值"
    ),
    "sum of the waits of abandoned contacts / B (not patience: that is cut off by being "
    "answered)": ("放弃联络的等待之和 / B（不是耐心：耐心会被接起截断）"),
    "from the arrival of the attempt that accepted the callback until the customer was reached, "
    "over the callbacks reached": "从接受回呼的那次到达起至接通客户，对接通的回呼取平均",
    "talk + hold + wrap-up as it took (put down: without the pauses), over the contacts finished "
    "by the end: those still in hand are the longer ones, so a short period shows a little too "
    "little": (
        "实际的通话 + 保持 + 话后（不计放下的间歇），按期末已完成的联络：仍在处理的较长，"
        "故短期间略偏低"
    ),
    "agent seconds, each shared equally among the contacts in hand, dialling in vain and triage "
    "included, over the contacts finished by the end": (
        "座席秒数，由手中联络平分，含无效拨打与分拣，按期末已完成的联络"
    ),
    "length of the sessions of self-service, contained and escalated / their number": (
        "自助会话时长（解决与转人工）/ 其数量"
    ),
    "offered to agents x mean handle time of the scenario (at full speed) / time": (
        "到达座席 x 方案的平均处理时长（全速）/ 时间"
    ),
    "items that fell due in the interval and were replied to in time / items that fell due; "
    "deferred queues with a target time; answered elsewhere before due: never due": (
        "时段内到期且按时回复 / 时段内到期；有目标时间的非实时队列；到期前在别处得到答复者不算到期"
    ),
    "items that arrived in the interval and were replied to in time / items that arrived in it, "
    "without those still waiting and not due": (
        "时段内到达且按时回复 / 时段内到达，不含仍在等待且未到期者"
    ),
    "items answered in the interval in time / items answered in it": "时段内按时回复 / 时段内回复",
    "items of deferred work that agents answered or triaged": "座席回复或分拣的非实时件",
    "contacts whose wait is not over when the interval ends, those that waited at the start "
    "included (written: without a reply)": "时段末仍在等待的联络，含期初等待者（书面：未回复）",
    "of the backlog, in elapsed time": "积压中的，按经过时间",
    "elapsed time since the oldest contact of the backlog arrived": "最久的积压到达以来的时间",
    "backlog of deferred queues at the end / items completed per opening day": (
        "期末非实时积压 / 每个营业日完成件数"
    ),
    "first attempts of customers, where they would come anyway": "客户的首次联络，本来就会来此",
    "first attempts that arrive here instead of elsewhere": "改来此处的首次联络",
    "follow-ups after abandoned, blocked or expired": "放弃、拦截或过期后的后续联络",
    "follow-ups while an earlier attempt waits": "先前的联络等待期间的后续联络",
    "follow-ups after answered": "接起后的后续联络",
    "handed on by the agent who answered": "由接起的座席转接",
    "sent to another channel by the agent who answered": "由接起的座席转到其他渠道",
    "callbacks that were accepted": "已接受的回呼",
    "follow-ups after escalated": "转人工后的后续联络",
    "follow-ups after contained or answered by a peer": "自助解决或由其他客户回答后的后续联络",
    "follow-ups by the company, first attempts of outbound queues": (
        "企业主动的后续联络，外呼队列的首次联络"
    ),
    "the next messages of threads": "会话中的后续消息",
    "other customers, whom unanswered posts made write or phone": (
        "因未回复的帖子而写信或来电的其他客户"
    ),
    "first attempts, each with all it causes; not of posts that need no answer": (
        "首次联络及其引起的一切；不含无需回答的帖子"
    ),
    "attempts of the issues / issues": "问题的联络次数 / 问题数",
    "issues never answered (by agents or a peer) or contained, none of whose attempts "
    "still waits": ("从未被回答（座席或其他客户）或自助解决、且已无等待的问题"),
    "issues whose last attempt to end was answered, contained or answered by a peer, with none of "
    "the customer's still to come within resolved_after of it; what the company tries in vain "
    "afterwards does not count": (
        "最后结束的一次被接起、自助解决或由其他客户回答，且其后 resolved_after 内客户不再联络的"
        "问题；"
        "企业之后的无效尝试不计"
    ),
    "issues resolved, in the queue of the attempt that resolved them": (
        "已解决的问题，计在解决它的队列"
    ),
    "issues resolved with one agent contact (a thread is one), transfers allowed / issues with an "
    "agent contact": "一次座席联络（会话算一次）即解决的问题，允许转接 / 有座席联络的问题",
    "issues resolved with one agent contact and no transfer / issues with an agent contact": (
        "一次座席联络且无转接即解决的问题 / 有座席联络的问题"
    ),
    "answered then repeated / A, repeats still to come included": "接起后又来 / A，含尚未到来的",
    "abandoned or blocked that redial / (B + K), redials still to come included": (
        "放弃或拦截后重拨 /（B + K），含尚未到来的"
    ),
    "answered then transferred or moved / A": "接起后转接或转渠道 / A",
    "contained / (contained + escalated)": "自助解决 /（自助解决 + 转人工）",
    "contained without another attempt of the customer (nor one still to come) within "
    "resolved_after / (contained + escalated)": (
        "自助解决且客户在 resolved_after 内不再联络 /（自助解决 + 转人工）"
    ),
    "contained, then answered by an agent before the end / contained": (
        "自助解决后又由座席接起 / 自助解决"
    ),
    "issues contained and never answered by an agent / issues": (
        "自助解决且从未由座席接起的问题 / 问题数"
    ),
    "issues with an attempt that the company started / issues": "有企业主动联络的问题 / 问题数",
    "contacts caused by posts / relevant posts that no post caused": (
        "帖子引发的联络 / 非由帖子引发的相关帖子"
    ),
    "contacts caused by posts / relevant posts: from 1 on the storm feeds itself": (
        "帖子引发的联络 / 相关帖子：达到 1 时风暴自行扩大"
    ),
    "busy / (busy + ready), dialling in vain included": "忙 /（忙 + 空闲），含无效拨打",
    "time with a live contact / (busy + ready): occupancy limits are about it": (
        "处理实时联络的时间 /（忙 + 空闲）：占用率上限针对它"
    ),
    "sum of 1/concurrency over the contacts in hand, over logged-in time": (
        "手中联络的 1/并发数之和，按登录时间"
    ),
    "contact time / busy time": "联络时间 / 忙时间",
    "busy / (paid + overtime)": "忙 /（付薪 + 加班）",
    "logged-in time without overtime / paid time": "不含加班的登录时间 / 付薪时间",
    "logged-in time / time": "登录时间 / 时间",
    "planned seated time (net of shrinkage) / time": "计划在席时间（已扣损耗）/ 时间",
    "paid time (gross, without overtime) / time": "付薪时间（含损耗，不含加班）/ 时间",
    "rostered time, without overtime": "排班时间，不含加班",
    "time on after the planned end": "计划结束后仍在岗的时间",
    "paid hours x rate + overtime hours x rate; on queues in proportion to effort": (
        "付薪小时 x 费率 + 加班小时 x 费率；按投入时间分摊到队列"
    ),
    "staff cost + seats + money per contact; center: + monthly cost + lines (monthly figures x "
    "calendar days of the period / days per month)": (
        "人员成本 + 席位 + 每次联络金额；中心：另加月成本与线路（月数额 x 期间日历天数 / 每月天数）"
    ),
    "cost / A": "成本 / A",
    "cost / issues resolved here": "成本 / 在此解决的问题",
    "value of the queue x customers whose first answered attempt is here, each once": (
        "队列的价值 x 首次接起在此的客户，每人一次"
    ),
    "value - cost": "价值 - 成本",
    "replicated days whose day figure meets the target / days with contacts": (
        "当日数值达标的模拟天数 / 有联络的天数"
    ),
    "intervals that meet the target / intervals with contacts": "达标时段 / 有联络的时段",
    "service level of the interval in which it is lowest": "最低时段的服务水平",
}
"""What the figures count. T: target time, s: short-abandon threshold; letters as in the titles."""

WAITED: Final[dict[str, str]] = {
    "smallest wait that {share} of the contacts offered to agents did not exceed; over "
    "replications the mean of each one's": (
        "到达座席的联络中 {share} 未超过的最小等待；取各次模拟的均值"
    ),
}
