"""Headings that are not in any template and still say what they are: `Inj. #`, `Expected Player Actions`.

Offices put their own words around those of the templates. What could be two things (`Event`, `Organization`,
`Cell`, `Sent by`, `Actual Time`) is left for the author to say.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

_NUMBER: Final = r"(?:#|no|nr|num|number|id)"
_PATTERNS: Final[Mapping[str, str]] = {
    "ref": rf"(?:inj|inject|event|evt|msel(?: item)?|item|serial|ser|seq|sr|line|lfd|key event) {_NUMBER}"
    rf"|inject serial|msel item|ser|s/n|nr|連番|通番|項番|整理番号|序",
    "offset": r"(?:planned|scheduled|release|dispatch|injection|start|send|exercise|ex|clock|inject|event|delivery|local|startex)"
    r" (?:time|dtg|date/time|date time|date and time|time/date)"
    r"|time of (?:delivery|inject|injection|event|release)|time / dtg|dtg / time|time/dtg|dtg/time"
    r"|date (?:&|and|/) time|date time|datetime|startex ?\+|h ?\+|t ?\+ ?time|offset(?: from startex)?|mins?|minutes?"
    r"|uhrzeit|zeit|heure|付与時刻|付与時間|実施時刻|発信時刻|投入时间|投入時間|时刻|時程",
    "day": rf"(?:exercise|ex|scenario|startex|real|inject|delivery) (?:day|date)(?: {_NUMBER})?|day {_NUMBER}|day / date|date / day|jour|tag"
    r"|演習日|日目|天",
    "scenario": r"(?:scenario|simulated|sim|story|fictional|in ?game)(?: |-)(?:date|time|dtg)(?: (?:&|and|/) (?:date|time))?|想定日時|想定時間",
    "sender": r"sender|simulated sender|(?:source|sender|from) / (?:from|source|sender)|from / to be played by|from agency"
    r"|agency from|(?:sending|originating) (?:agency|organi[sz]ation|unit|office)|origin|initiator|inject(?:ed)? (?:from|source)"
    r"|送信者|発信元|发送者|發送者|发出方|expéditeur|absender|von",
    "audience": r"recipients? / (?:audience|players?)|to whom|receivers?|received by|(?:target|training|primary) audience|ta|addressees?"
    r"|agency to|(?:receiving|recipient) (?:agency|organi[sz]ation|unit|cell|team|player)|intended (?:recipients?|audience)"
    r"|player (?:cell|team)s?|delivered to|destinataires?|empfänger|受信者|付与先|送付先|接收者|接收方|对象|對象",
    "channel": r"(?:mode|means|method|form) of (?:delivery|communication|inject)|means|delivery(?: (?:mode|means|channel|medium|system))?"
    r"|medium|comm(?:unication)?s? (?:method|means|mode|channel)|delivered via|sent via|via|mode ?/ ?method|method ?/ ?mode"
    r"|付与手段|付与方法|伝達手段|渠道|途径",
    "owner": r"(?:inject|lead|assigned|excon) (?:controller|owner|poc)|owner|opr|poc|action officer|responsible(?: person| party)?|responsibility"
    r"|delivered by|実施担当|統裁担当|担当者",
    "title": r"(?:event|inject|short|message|event ?/ ?inject|inject ?/ ?event) (?:name|title|subject)|(?:short|brief) description|topic|タイトル|主题|主題",
    "body": r"(?:inject|message|event|full|event ?/ ?inject|inject ?/ ?event|scripted|detailed)"
    r" (?:text|body|contents?|details?|description|narrative|message|script)|narrative|body|(?:description|content|text) of (?:the )?(?:event|inject|message)"
    r"|injects?|inject ?/ ?message|状況付与内容|付与内容|状況|情况|情況",
    "expected": r"(?:expected|anticipated|desired|intended|required|projected)"
    r" (?:(?:player|participant|team|ta|training audience|participants|players)(?:'?s)? )?"
    r"(?:actions?|responses?|reactions?|outcomes?|results?|behaviou?rs?|decisions?)"
    r"(?: ?[/&,] ?(?:actions?|responses?|reactions?|outcomes?|results?|decisions?))?(?: (?:by|of|from) .+)?"
    r"|期待行動|期待する行動|期待成果|想定行動|想定される対応|想定対応|预期反应|預期反應",
    "objective": rf"(?:related|linked|training|exercise|learning|supported) (?:objectives?|obj|tasks?)(?: {_NUMBER})?|objectives? (?:{_NUMBER}|supported|addressed|tested)"
    rf"|obj {_NUMBER}|(?:core )?capabilit(?:y|ies)(?: ?/ ?objectives?)?|capability targets?|演習目的|訓練目的|演習目標|训练目标|訓練目標",
    "notes": r"(?:controller|excon|facilitator|white cell|additional|internal|staff|umpire|trainer)'?s? (?:notes?|comments?|guidance|remarks?|info(?:rmation)?)"
    r"|notes? ?/ ?(?:comments?|remarks?)|(?:comments?|remarks?) ?/ ?notes?|note|comment|remark|notes? (?:to|for) .+|留意事項|統裁上の留意事項|メモ|补充",
    "kind": r"type of (?:inject|event)|(?:event ?/ ?inject|inject ?/ ?event) type|inject (?:category|kind)",
    "move": rf"(?:phase|turn|move|stage|round) {_NUMBER}|stage|module|round|段階",
    "photo": r"attachments?|attached files?|files?|media files?|images?|pictures?|添付|添付資料|附件",
}
_COMPILED: Final = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}


def field_by_pattern(heading: str) -> str:
    """The field that a heading outside the templates names, or nothing."""
    flat = unicodedata.normalize("NFKC", heading).casefold().replace("_", " ").replace("’", "'")
    flat = " ".join(re.sub(r"[.:;*?!]+", " ", flat.replace("(s)", "s").replace("№", "no")).split())
    flat = re.sub(r"(?<=\w)#", " #", flat)
    return next((name for name, pattern in _COMPILED.items() if pattern.fullmatch(flat)), "")
