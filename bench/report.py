"""What a benchmark found: figures, and bars that hold or not."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure against its bar; the name says the unit and whether the bar is a floor or a ceiling."""

    name: str
    value: float
    bar: float
    holds: bool


def at_most(name: str, value: float, bar: float) -> Bar:
    return Bar(f"{name}, at most", value, bar, value <= bar)


def at_least(name: str, value: float, bar: float) -> Bar:
    return Bar(f"{name}, at least", value, bar, value >= bar)


@dataclass(slots=True)
class Report:
    """The outcome of one benchmark."""

    bench: str
    figures: dict[str, Any] = field(default_factory=dict)
    bars: list[Bar] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return all(bar.holds for bar in self.bars)

    def as_json(self) -> str:
        return json.dumps({"bench": self.bench, "figures": self.figures, "bars": [asdict(bar) for bar in self.bars]})

    def as_text(self) -> str:
        lines = [self.bench, ""]
        for name, figure in self.figures.items():
            lines += _lines(name, figure)
        lines += ["", *(_bar_line(bar) for bar in self.bars)]
        return "\n".join(lines)


def _lines(name: str, figure: Any) -> list[str]:
    if not isinstance(figure, dict):
        return [f"  {name}: {figure}"]
    return [f"  {name}", *(f"    {key}: {value}" for key, value in figure.items())]


def _bar_line(bar: Bar) -> str:
    return f"  {'holds' if bar.holds else 'FAILS'}  {bar.name} {bar.bar:g}: {bar.value:g}"
