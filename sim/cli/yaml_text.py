"""A resolved scenario as YAML text that loads back to the same scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def as_yaml(tree: Mapping[str, Any]) -> str:
    """YAML in the order of the tree; short lists of plain values stand on one line."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True  # no anchors: the reader sees every value where it belongs

    def sequence(dumper: yaml.SafeDumper, data: list[Any] | tuple[Any, ...]) -> yaml.Node:
        plain = not any(isinstance(item, (dict, list, tuple)) for item in data)
        return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=plain)

    Dumper.add_representer(list, sequence)
    Dumper.add_representer(tuple, sequence)
    return yaml.dump(
        dict(tree), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100,
        default_flow_style=False,
    )  # fmt: skip
