"""Ways of writing a time that mean a plainer one: `9時半`, `D+1/0900`, `0900 (Day 2)`, `90'`, `20260301 0900`."""

import re
import unicodedata
from typing import Final

# Minutes east of Greenwich. CST is not among them: it is Chicago's, and Taipei's.
ZONES: Final = {
    "z": 0,
    "utc": 0,
    "gmt": 0,
    "jst": 540,
    "kst": 540,
    "hkt": 480,
    "aest": 600,
    "est": -300,
    "edt": -240,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
    "cet": 60,
    "cest": 120,
    "bst": 60,
    "eet": 120,
}
ZONE_WORDS: Final = "|".join(sorted(ZONES, key=len, reverse=True))

BY_HAND: Final = re.compile(
    r"(?:-+|–|—|n/?a|none|tbd|tbc|manual(?:ly)?|by hand|on (?:order|request|call|demand)|as (?:required|needed|necessary)"
    r"|if (?:required|needed)|when (?:required|needed|appropriate)|contingency|when ready|ad hoc|tba|\?+|float(?:ing)?"
    r"|(?:at )?(?:the )?(?:controller|director|white cell|facilitator|simcell|sim cell|excon)(?:'?s)? (?:discretion|call)"
    r"|(?:at )?any ?time|as time (?:permits|allows)|随時|適宜|必要時|未定|視情況|视情况|适时|適時|待定|机动|機動)\.?"
)

_NOON: Final = re.compile(r"(?:12\s*)?(?:noon|正午|中午)")
_EAST_CLOCK: Final = re.compile(r"(\d{1,2})\s*[時时點点](?![間间])\s*(?:(半)|(\d{1,2})\s*分)?(?![\d後后])")
_EAST_HALF: Final = re.compile(r"(午前|上午|早上|午後|下午|晚上)\s*(\d{1,2}(?::\d\d)?)(?!\d)")
_EAST_DATE: Final = re.compile(
    r"(?<![\d年/.-])(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號](?:\s*[(（][月火水木金土日][)）])?"
)
_REIWA: Final = re.compile(r"令和\s*(\d{1,2}|元)\s*年")
_SINCE: Final = re.compile(r"(?:演習|训练|演习)?(?:開始|开始|発災|発生)(?:後|后|から|以后)?\s*(?=\d)")
_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_DAY: Final = r"(?:day\s*#?-?\d{1,3}|d\s*[+-]\s*\d{1,3}|第\d{1,3}(?:日目?|天)|\d{1,3}日目)"
_NAMED_DAY: Final = rf"(?:{_DAY}|day[ -]+(?:one|two|three|four|five|six|seven))"
_DAY_FIRST: Final = re.compile(rf"({_NAMED_DAY})(?!\d|[a-z])")
_DAY_BEHIND: Final = re.compile(rf"(?<![a-z\d])({_NAMED_DAY})$")
LONGEST_HEADING: Final = 60
_DAY_LAST: Final = re.compile(rf"([\d:.]{{3,8}}\s*(?:hrs?|hours?|h|[ap]\.?m\.?|z|l)?)[\s,;(/@-]+({_DAY})\)?")
_DAY_SLASH: Final = re.compile(rf"({_DAY})\s*/\s*(?=\d)")
_ZERO: Final = re.compile(r"(?:startex|[th])\s*[-+=]?\s*0+(?:[:.]00)?|[ht]-?\s*hour|startex|time zero")
_HOUR_ZERO: Final = re.compile(r"([ht])-?\s*hour\s*(?=[+-])")
_HOUR_FOUR: Final = re.compile(r"([th])\s*([+-])\s*([0-9]\d)([0-5]\d)(?:\s*hrs?)?")
_PLUS_WORD: Final = re.compile(r"^(startex|start|[thdm])\s*(plus|minus)\s*(?=\d)")
_MINUTE_MARK: Final = re.compile(r"(?<=\d)\s*['’′]$")
_COMPACT: Final = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:[t ,_-]*(\d\d):?(\d\d)(?::?\d\d)?\s*(z)?)?")
_FOUR_BEHIND: Final = re.compile(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d\d))[t ,@-]+([012]\d)([0-5]\d)\s*(?:hrs?|h|l)?\s*(z)?"
)
_IN_BRACKETS: Final = re.compile(r"\s*\((l|z|local|utc|gmt|jst|est|hrs?)\)$")
_TO_CONFIRM: Final = re.compile(r"(.*\d.*?)\s*(?:\(\?+\)|\?+|\(?(?:tbc|tbd|ish|or so|\+/-.*|±.*)\)?)")
_BOUND: Final = re.compile(
    r"(?:nlt|net|no(?:t)? later than|no(?:t)? earlier than|by|from|at|before|after|starting(?: at)?|@)\s+(?=\d)(.+)"
)


def western(text: str) -> str:
    """Times of East Asia, and noon, as 9:30 am and 1 mar: `午前9時半`, `下午1時05分`, `3月1日`."""
    if _NOON.fullmatch(text):
        return "12:00"
    text = _REIWA.sub(lambda at: f"{2018 + (1 if at[1] == '元' else int(at[1]))}年", text)
    for words, plain in (
        ("小时", "時間"),
        ("小時", "時間"),
        ("分钟", "分"),
        ("分鐘", "分"),
        ("秒钟", "秒"),
        ("秒鐘", "秒"),
    ):
        text = text.replace(words, plain)
    text = _SINCE.sub("t+", text)
    text = _EAST_CLOCK.sub(lambda at: f"{at[1]}:{30 if at[2] else int(at[3] or 0):02d}", text)
    text = _EAST_HALF.sub(lambda at: f"{at[2]} {'am' if at[1] in ('午前', '上午', '早上') else 'pm'}", text)
    return _EAST_DATE.sub(_month_named, text).strip()


def _month_named(found: re.Match[str]) -> str:
    month = int(found[1])
    return f"{int(found[2])} {_MONTHS[month - 1]} " if 1 <= month <= 12 else found[0]


def plainer(text: str) -> str:
    """The same time in the form that the readers know; what has none is given back unchanged."""
    if _ZERO.fullmatch(text):
        return "startex"
    text = _PLUS_WORD.sub(lambda at: f"{at[1]}{'+' if at[2] == 'plus' else '-'}", text)
    text = _IN_BRACKETS.sub(r" \1", _MINUTE_MARK.sub("m", _HOUR_ZERO.sub(r"\1", text)))
    if found := _HOUR_FOUR.fullmatch(text):
        return f"{found[1]}{found[2]}{found[3]}:{found[4]}"
    if found := _COMPACT.fullmatch(text):
        date = f"{found[1]}-{found[2]}-{found[3]}"
        return f"{date} {found[4]}:{found[5]}{found[6] or ''}" if found[4] else date
    if found := _FOUR_BEHIND.fullmatch(text):
        return f"{found[1]} {found[2]}:{found[3]}{found[4] or ''}"
    text = _DAY_SLASH.sub(r"\1 ", text)
    if found := _DAY_LAST.fullmatch(text):
        return f"{found[2]} {found[1]}"
    return text


def day_in(heading: str) -> str:
    """The day that a heading or the name of a sheet begins or ends with: `Day 2 MSEL`, `DAY TWO - 2 March`."""
    flat = " ".join(unicodedata.normalize("NFKC", heading).casefold().split())
    found = _DAY_FIRST.match(flat) or _DAY_BEHIND.search(flat)
    return found[1] if found and len(flat) <= LONGEST_HEADING else ""


def roughly(text: str) -> str:
    """The time in a text that bounds or doubts it (`NLT 0900`, `0900?`, `0900 TBC`); nothing if it does neither."""
    found = _TO_CONFIRM.fullmatch(text) or _BOUND.fullmatch(text)
    return found[1].strip() if found else ""
