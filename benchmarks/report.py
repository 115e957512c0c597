"""What the benchmarks print: medians, what they are a multiple of, and whether that meets the goal."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Rounds = Mapping[str, Sequence[float]]
"""Per thing that was measured, a value of each round; the same position is the same round."""


def in_turns(
    rounds: int, things: Mapping[str, Callable[[], float]], *, warm: int = 1
) -> dict[str, list[float]]:
    """Measure several things A B C A B C…, so that what slows the machine for a while slows them alike.

    Args:
        rounds: How often.
        things: Each measures once and returns what it found.
        warm: How many first rounds don't count.
    """
    found: dict[str, list[float]] = {name: [] for name in things}
    for number in range(warm + rounds):
        for name, measure in things.items():
            value = measure()
            if number >= warm:
                found[name].append(value)
    return found


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """Return the value that one in twenty is above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def times(values: Sequence[float], base: Sequence[float]) -> float:
    """Return of how many `base` a thing is: the median of the rounds' own ratios."""
    return median([one / other for one, other in zip(values, base, strict=True)])


@dataclass(slots=True)
class Report:
    """Prints lines, and remembers which goals were missed."""

    met: int = 0
    missed: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        print(f"\n{text}", flush=True)

    def figure(self, name: str, text: str) -> None:
        """Print a figure that has no goal."""
        print(f"  {name:<52}{text:>12}", flush=True)

    def ms(self, name: str, seconds: float) -> None:
        """Print a time."""
        self.figure(name, _time(seconds))

    def goal(self, name: str, value: float, goal: float, unit: str, *, beside: str = "") -> None:
        """Print a figure beside its goal, which it should not exceed.

        Args:
            name: What was measured.
            value: What was found, in the unit.
            goal: The most that is allowed.
            unit: ``×``, ``ms``, ``%``, …
            beside: What the figure is a multiple of.
        """
        met = value <= goal
        if met:
            self.met += 1
        else:
            self.missed.append(f"{name}: {value:.2f} {unit}, goal {goal:g}")
        what = f"{unit} {beside}".strip()
        print(
            f"  {name:<52}{value:>8.2f} {what:<22} goal ≤ {goal:<6g} {'ok' if met else 'MISSED'}", flush=True
        )

    def end(self) -> None:
        """Sum up."""
        print(f"\n{self.met} goals met, {len(self.missed)} missed", flush=True)
        for line in self.missed:
            print(f"  missed: {line}", flush=True)


def _time(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.1f} ms"
