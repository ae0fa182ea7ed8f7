"""Every service-level formula that Erlang's models state, side by side, and how they differ."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sim.analytic import ErlangResult
from sim.metrics.service_level import FORMULA_BY_ID
from sim.report import wording
from sim.report.table import Table

FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SL-1": "service_level",
        "SL-2": "service_level_answered",
        "SL-3": "service_level_credit_abandons",
        "SL-4": "service_level_exclude_early_abandons",
        "SL-11": "service_level_virtual",
    }
)
EXPLANATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SL-1": "Whoever abandons counts as missed: the strictest.",
        "SL-2": "Who abandoned is left out: it rises when impatient customers leave.",
        "SL-3": "Who abandoned in time counts as served: the most generous to short patience.",
        "SL-4": "Who abandoned in time is left out: late abandons still count as missed.",
        "SL-11": "What a customer with endless patience would meet: what Erlang C states.",
    }
)
NOTE: Final = (
    "Without abandoning all five are the same, as in Erlang C. With it they differ for the very "
    "same day, so a service level says little without its formula. T: target time."
)


def formulas_table(results: Mapping[str, ErlangResult]) -> Table:
    """One row a formula; `results` by the name of the model, such as Erlang C."""
    rows = tuple(
        (
            name,
            FORMULA_BY_ID[name].text if name != "SL-11" else "wait within T, if nobody left",
            *(
                wording.percent(getattr(result, field), 2) if result.stable else "unstable"
                for result in results.values()
            ),
        )
        for name, field in FIELDS.items()
    )
    columns = ("formula", "what is counted", *results)
    text = frozenset(columns[:2])
    return Table("Service level, by every formula", columns, rows, text, note=NOTE)
