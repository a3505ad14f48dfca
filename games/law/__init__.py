"""Encoded law: what the law says of a move on the facts, and why. Pure, apart from `games.law.shipped`."""

from games.law.book import BadInput, Snapshot
from games.law.building import Rejected, digest_of, load
from games.law.compiling import UNKNOWN
from games.law.conditions import Condition, ConditionError, Function, parse
from games.law.following import apply
from games.law.kinds import Kind
from games.law.records import Assignment, Consequence, FactUse, Finding, Fix, Flip, Ruling, StepNeeded
from games.law.rulebook import BadQuestion, Inconsistency, Rulebook
from games.law.wording import Reason
from games.law.yamltext import Problem

__all__ = [
    "UNKNOWN",
    "Assignment",
    "BadInput",
    "BadQuestion",
    "Condition",
    "ConditionError",
    "Consequence",
    "FactUse",
    "Finding",
    "Fix",
    "Flip",
    "Function",
    "Inconsistency",
    "Kind",
    "Problem",
    "Reason",
    "Rejected",
    "Rulebook",
    "Ruling",
    "Snapshot",
    "StepNeeded",
    "apply",
    "digest_of",
    "load",
    "parse",
]
