"""Two files for the demo, made from a seed, with what must become of every line counted beside them."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field

HEADER = "campaignId,memberId,score,rank,verdict"
VERDICTS = ("verified", "waitlisted", "rejected")
TOO_FAR = 2_000_000
"""A rank beyond every bound: the rank filter drops it."""


@dataclass(slots=True, kw_only=True)
class Delivery:
    """A CSV file and its independent count. `verdicts` is what the campaign's counts must say in the end."""

    campaign: str
    key: str
    lines: list[str]
    good: int = 0
    filtered: int = 0
    invalid: int = 0
    duplicate: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> str:
        return "\n".join([HEADER, *self.lines]) + "\n"


def score_file(campaign: str, size: int, *, seed: int = 1) -> Delivery:
    """`size` lines: 19 in 20 good, the rest beyond the rank bound or without a score."""
    made = Delivery(campaign=campaign, key=f"scores/{campaign}.csv", lines=[])
    dice = random.Random(seed)  # noqa: S311 # a demo's fans, not a secret
    for rank in range(1, size + 1):
        chance = dice.random()
        if chance < 0.03:
            made.lines.append(f"{campaign},fan-{rank},{dice.random():.4f},{TOO_FAR + rank},verified")
            made.filtered += 1
        elif chance < 0.05:
            made.lines.append(f"{campaign},fan-{rank},unknown,{rank},verified")
            made.invalid += 1
        else:
            _good(made, f"fan-{rank}", rank, dice)
    return made


def fan_list(campaign: str, size: int, *, seed: int = 2) -> Delivery:
    """`size` lines, some of them a second time and some invalid: the first line of a fan counts."""
    made = Delivery(campaign=campaign, key=f"fanlists/{campaign}.csv", lines=[])
    dice = random.Random(seed)  # noqa: S311 # a demo's fans, not a secret
    for rank in range(1, size + 1):
        chance = dice.random()
        if chance < 0.03 and made.good:
            made.lines.append(next(line for line in made.lines if "unknown" not in line))
            made.duplicate += 1
        elif chance < 0.05:
            made.lines.append(f"{campaign},fan-{rank},unknown,{rank},verified")
            made.invalid += 1
        else:
            _good(made, f"fan-{rank}", rank, dice)
    return made


def _good(made: Delivery, fan: str, rank: int, dice: random.Random) -> None:
    verdict = dice.choice(VERDICTS)
    made.lines.append(f"{made.campaign},{fan},{dice.random():.4f},{rank},{verdict}")
    made.good += 1
    made.verdicts[verdict] += 1
