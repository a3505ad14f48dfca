"""Which column of a sheet is which field: the headings that MSELs use, and where the heading row is."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, TypeAlias, get_args

from injects.exchange.headings import field_by_pattern

Field: TypeAlias = Literal[
    "ref",
    "offset",
    "day",
    "scenario",
    "move",
    "group",
    "kind",
    "channel",
    "sender",
    "audience",
    "owner",
    "title",
    "body",
    "question",
    "expected",
    "objective",
    "notes",
    "status",
    "assumptions",
    "poll",
    "photo",
    "profile",
    "picture",
]
FIELDS: Final[tuple[Field, ...]] = get_args(Field)

# The headings of each field; the first is the name under which a deck keeps what it has no key for.
ALIASES: Final[Mapping[Field, tuple[str, ...]]] = {
    "ref": (
        "ID",
        "Event Number",
        "Event #",
        "Event No",
        "MSEL Number",
        "MSEL #",
        "MSEL No",
        "Control Number",
        "No",
        "Seq No",
        "Seq",
        "Serial",
        "Serial No",
        "#",
        "Inject No",
        "Inject Number",
        "Inject #",
        "番号",
        "編號",
        "编号",
        "序号",
        "序號",
    ),
    "offset": (
        "Time",
        "T+",
        "Event Time",
        "Inject DTG",
        "DTG",
        "Timeline",
        "Real Time",
        "Delivery Time",
        "Exercise Time",
        "Local Time",
        "Date/Time Delivered",
        "Date/Time",
        "Inject Time",
        "Trigger Time",
        "Time Offset",
        "Elapsed",
        "Elapsed Time",
        "経過時間",
        "時刻",
        "時間",
        "时间",
    ),
    "day": ("Day", "日"),
    "scenario": (
        "Designated Scenario Time",
        "Simulated Time",
        "Scenario Time",
        "Scenario Date/Time",
        "Date",
        "想定時刻",
        "日付",
        "日期",
    ),
    "move": ("Move", "Turn", "Phase", "Phase / Group", "フェーズ", "阶段", "階段"),
    "group": ("Group",),
    "kind": ("Event Type", "Inject Type", "Type", "Action to be taken", "種別", "类型", "類型"),
    "channel": (
        "Inject Mode",
        "Inject Method",
        "Delivery Method",
        "Method",
        "Source Type",
        "Channel",
        "Mode",
        "手段",
        "方式",
    ),
    "sender": (
        "From",
        "From Org",
        "Send From",
        "Sent From",
        "Originator",
        "Source",
        "発信者",
        "差出人",
        "发件人",
        "發件人",
    ),
    "audience": (
        "To",
        "To Org",
        "Send To",
        "Sent To",
        "Recipient Player",
        "Teams",
        "Team",
        "Target",
        "Player",
        "Players",
        "Recipient",
        "Recipients",
        "Audience",
        "宛先",
        "対象",
        "收件人",
    ),
    "owner": (
        "Assigned To",
        "Injected By",
        "Implementer",
        "Controller",
        "Responsible Controller",
        "担当",
        "负责人",
        "負責人",
    ),
    "title": ("Title", "Subject", "Name", "Inject Title", "Event Title", "件名", "表題", "标题", "標題"),
    "body": (
        "Message",
        "Content",
        "Script",
        "Description",
        "Description/Script",
        "Event Description",
        "Event Summary",
        "Inject",
        "Inject Description",
        "Details",
        "Text",
        "内容",
        "本文",
        "內容",
    ),
    "question": ("Question", "Decision Question", "Question for players", "問い", "设问"),
    "expected": (
        "Expected Actions",
        "Expected Action",
        "Expected Outcome(s)",
        "Expected Outcomes",
        "Expected Reaction",
        "Expected Participant Response",
        "Expected Player Response",
        "Expected Response",
        "Expected Outcome",
        "Exp. Outcome",
        "Expectation Description",
        "期待される行動",
        "预期行动",
        "預期行動",
    ),
    "objective": (
        "Exercise Objective",
        "Objective",
        "Objectives",
        "Core Capability",
        "Measure of Performance",
        "Learning Points",
        "Obj",
        "目的",
        "目标",
        "目標",
    ),
    "notes": ("Notes", "Comments", "Ctrl notes", "Evaluator Comments", "Remarks", "備考", "备注", "備註"),
    "status": ("Status", "Done/To do", "状態", "状态"),
    "assumptions": ("Assumptions",),
    "poll": ("Poll",),
    "photo": ("Photo", "Url"),
    "profile": ("Profile",),
    "picture": ("Picture Name",),
}
# Fields that a deck has no key for, and keeps under the heading of another tool.
KEPT: Final[tuple[Field, ...]] = (
    "group",
    "status",
    "assumptions",
    "poll",
    "photo",
    "profile",
    "picture",
)
HEADING_ROWS: Final = 15

_REMARK: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）|【[^】]*】")
_UNITS: Final = re.compile(
    r"\b(mins?|minutes|hours|hrs?|secs?|seconds|utc|gmt|local|zulu|z|hh:?mm(?::?ss)?)\b"
)


def plain(heading: str) -> str:
    """A heading without case, marks and spaces: `Expected\\nOutcome(s)` and `expected outcome` are near."""
    flat = unicodedata.normalize("NFKC", heading).casefold().replace("_", " ")
    return re.sub(r"[^\w#+/]+", "", flat)


_KNOWN: Final[Mapping[str, Field]] = {
    plain(alias): name for name, aliases in ALIASES.items() for alias in aliases
}


@lru_cache(maxsize=2048)
def field_of(heading: str) -> Field | None:
    """The field a heading names, if it is known: line by line, with and without remarks and units."""
    first = next((line for line in heading.splitlines() if line.strip()), "")
    bare = _REMARK.sub(" ", heading)
    tries = (
        heading,
        bare,
        _UNITS.sub(" ", bare.casefold()),
        first,
        _REMARK.sub(" ", first),
        re.split(r"[:：;–—]| - ", bare)[0],
    )
    for words in tries:
        key = plain(words).strip("*/")
        if key in _KNOWN:
            return _KNOWN[key]
    if said_twice := _in_each_language(bare):
        return said_twice
    for words in (" ".join(heading.split()), bare, first):
        if found := field_by_pattern(words):
            return next(name for name in FIELDS if name == found)
    return None


def _in_each_language(heading: str) -> Field | None:
    """The field of a heading that says the same more than once: `Message / 内容`."""
    named = {_KNOWN.get(plain(part)) for part in re.split(r"[/|／｜\n]", heading) if plain(part)}
    return named.pop() if len(named) == 1 else None


def unit_of(heading: str) -> str:
    """The unit that a heading gives for bare numbers (`Time (min)`): minutes, hours, seconds, or nothing."""
    flat = heading.casefold()
    if re.search(r"\bmin(?:ute)?s?\b|分", flat):
        return "minutes"
    if re.search(r"\bsec(?:ond)?s?\b|秒", flat):
        return "seconds"
    if re.search(r"\bhours?\b|\bhrs?\b", flat):
        return "hours"
    return ""


def elapsed_of(heading: str) -> bool:
    """Whether a heading says that what stands below counts from STARTEX (`T+`, `Elapsed`)."""
    flat = unicodedata.normalize("NFKC", heading).casefold()
    return bool(re.search(r"\bt ?\+|elapsed|offset|(?:from|since|after) start|経過|经过|經過", flat))


def heading_row(rows: Iterable[Sequence[str]]) -> int | None:
    """The index of the row of headings among the first: the one that names most fields, at least two."""
    best, most = None, 1
    for index, row in enumerate(rows):
        if index >= HEADING_ROWS:
            break
        # A heading is short: a paragraph that begins with "Message:" is none.
        named = {field_of(text) for text in row if text and len(text) <= 120} - {None}
        if len(named) > most:
            best, most = index, len(named)
    return best


def mapping_of(headings: Sequence[str]) -> tuple[Field | None, ...]:
    """The field of each column. Of two for one field the more telling heading has it; the other is kept."""
    found: list[Field | None] = [field_of(text) for text in headings]
    for name in FIELDS:
        places = [index for index, field in enumerate(found) if field == name]
        if len(places) > 1:
            keep = min(places, key=lambda index: (_rank(name, headings[index]), index))
            for index in places:
                if index != keep:
                    found[index] = None
    return tuple(found)


# Where a sheet has several text columns, the one players read comes first: details before a summary.
_PREFERRED: Final[Mapping[Field, tuple[str, ...]]] = {
    "body": (
        "Message",
        "Script",
        "Details",
        "Content",
        "Text",
        "Description/Script",
        "Inject Description",
        "Inject",
        "Description",
        "Event Description",
        "Event Summary",
    ),
    "notes": ("Notes", "Ctrl notes", "Comments", "Evaluator Comments"),
    "objective": ("Exercise Objective", "Objective", "Objectives", "Core Capability"),
    "audience": ("To", "To Org", "Send To", "Sent To", "Recipient Player", "Player", "Target", "Recipient"),
    "scenario": ("Designated Scenario Time", "Simulated Time", "Scenario Time"),
    "ref": ("Event Number", "MSEL Number", "Control Number", "ID", "Inject No", "Serial"),
}


def _rank(name: Field, heading: str) -> int:
    order = [plain(word) for word in _PREFERRED.get(name, ALIASES[name])]
    key = plain(_REMARK.sub(" ", heading))
    return order.index(key) if key in order else len(order)
