"""A spreadsheet as three people have kept it over months: 40 injects on one sheet, five in reserve on another.

Everything that such sheets have is in it: merged titles, a revision note, headings of two lines and words of
the authors' own, six ways to write a time, names typed wrong, hidden and empty rows, a column without a
heading, a formula, lines struck out by a word, texts in two languages.
"""

from datetime import datetime, time
from typing import Any

from tests.exchange.conftest import workbook

HEADS: list[Any] = [
    "No.",
    "Day",
    "Time\n(local)",
    "Ph.",
    "Sent by",
    "To\n(team)",
    "How",
    "Headline",
    "What players see",
    "What we hope they do",
    "Obj",
    "Who runs it",
    "REMARKS\n(not for players!)",
    None,
]

COOP = "Keep the teams talking"
WARN = "Warn the public in time"
POWER = "Decide who gets power first"

STORM: list[list[Any]] = [
    [1, 1, time(9, 0), "A Warning", "Met office", "All", "E-mail", "Storm warning", "A storm reaches Misaki Bay tonight.\n嵐は今夜、岬湾に達する。", None, WARN, "Mari", "STARTEX"],
    [2, 1, "0910", "A Warning", "Harbour master", "Coast Guard", "Phone", "Ferry asks for advice", "The ferry Kaede asks whether to sail at noon. 80 passengers wait.", "Advise the ferry not to sail", WARN, "Ken", None],
    [3, 1, "9.20", "A Warning", "Grid control", "Power Company", "E-mail", "Load forecast", "Demand tonight will be a tenth above what the two lines carry.", "Plan for load shedding", POWER, "Ken", None],
    [4, 1, "9:25 AM", "A Warning", "Bay Radio", "All", "Radio", "First report", "Bay Radio reads the warning. It names the wrong beach.", "Correct the report", WARN, "Mari", "wrong beach is on purpose"],
    ["5", 1, "T+35m", "A Warning", "Head nurse", "Hospital", "Phone", "Generator test failed", "Generator two did not start in the weekly test.", "Tell the power company", POWER, "Ken", None],
    [6, 1, "0945", "A Warning", "Mayor's office", "City Hall", "Memo", "Open the shelters?", "The mayor wants a recommendation on the three shelters by half past ten.", "Recommend which shelters open, and when", WARN, "Mari", "decision!"],
    [7, 1, "~1000", "A Warning", "Citizens", "City Hall; Press office", "Twitter", "Is the bridge open?", "Forty messages ask whether the bridge will close. Two say that it has.", "Answer in public", WARN, "Aiko", None],
    [8, 1, "10:10-10:20", "A Warning", "Coast watch", "Coast Gaurd", "Phone", "Yacht overdue", "The yacht Umi with four on board is an hour overdue.", "Search, or say why not", WARN, "Ken", None],
    [9, 1, "1020", "A Warning", "Governor", "City Hall/Coast Guard", "E-mail", "Governor asks", "The governor asks who leads if the bay is cut off.", "Name one lead", COOP, "Mari", None],
    [10, 1, time(10, 30), "A Warning", "Bay Radio", "All", "Radio", "Shelters", "Bay Radio says the shelters are full. They are not open yet.", "Correct it within ten minutes", WARN, "Aiko", None],
    [11, 1, "10h40", "A Warning", "Grid control", "Power company", "Phone", "Line one trips", "Line one has tripped. Half of the east side is dark.", "Say who is without power, and for how long", POWER, "Ken", "the first blackout"],
    [12, 1, "1045", "A Warning", "Grid control", "everyone except the Press Office", "E-mail", "Outage notice", "East side without power from 10:40. No time for repair is known.", None, POWER, "Ken", None],
    [13, 1, "1050", "A Warning", "Head nurse", "Hosptial", "Phone", "On generator", "We run on generator one. Fuel for six hours.", "Order fuel", POWER, "Ken", None],
    [14, 1, "after 13", "A Warning", "Citizens", "Press Office", "Twitter", "Pictures", "A picture of a dark hospital is shared a thousand times.", "Answer in public", WARN, "Aiko", "depends on 13"],
    [15, 1, "1105", "A Warning", "Ferry line", "Coast Guard", "Phone", "Ferry has sailed", "The ferry sailed before the advice reached it.", "Follow it, and call it back", WARN, "Ken", None],
    [16, 1, "1115", "A Warning", "Tokyo desk", "全員", "E-mail", "国からの照会", "国は停電の規模と見通しを知りたい。\nThe ministry asks how large the outage is.", "One answer for all", COOP, "Mari", None],
    [17, 1, "11:30", "A Warning", "Editor", "Press Office (spokesman only)", "Phone", "Interview at noon", "The editor wants the spokesman on air at noon.", "Say yes or no within ten minutes", WARN, "Aiko", None],
    [18, 1, 11.75, "A Warning", "Grid control", "Power Company", "Phone", "Crew stuck", "The repair crew is stuck behind a fallen tree.", "Ask City Hall to clear the road", COOP, "Ken", None],
    [19, 1, "1155", "A Warning", "Director", "裁判組", "Phone", "Check the pace", "If nobody has answered the ministry by now, send 41.", None, None, "Mari", "staff only"],
    [20, 1, "1200", "A Warning", "All staff", "All", "E-mail", "Lunch", "Sandwiches are in the next room. Play goes on.", None, None, "Mari", None],
    [21, 1, "1210", "B Landfall", "Met office", "All", "E-mail", "Storm turns", "The storm has turned. It arrives at four in the afternoon, not tonight.", "Bring all plans forward", WARN, "Mari", "KEY"],
    [22, 1, "1220", "B Landfall", "Mayor's office", "City Hall", "Memo", "Evacuate the beach?", "The mayor asks for a decision on the beach by one.", "Decide, and tell the Coast Guard", WARN, "Mari", None],
    [23, 1, "12:35 PM", "B Landfall", "Ferry line", "Coast Guard & Hospital", "Phone", "Two hurt on the ferry", "Two passengers are hurt. The ferry will be at the pier in an hour.", "Meet them at the pier", COOP, "Ken", None],
    [24, 1, "1245", "B Landfall", "Grid control", "Power Company, City Hall", "E-mail", "Choose", "There is power for the hospital or for the pumps, not for both.", "Choose one, and say why", POWER, "Ken", "the hard one"],
    [25, 1, "1300", "B Landfall", "Citizens", "City Hall", "Twitter", "Why is the pump off?", "Water stands in two streets.", "Explain the choice", WARN, "Aiko", None],
    [26, 1, "1315", "B Landfall", "Bay Radio", "All", "Radio", "Who decides?", "Bay Radio asks who decides about the power.", "One voice", COOP, "Aiko", None],
    [27, 1, "1330", "B Landfall", "Head nurse", "Hospital", "Phone", "Fuel for two hours", "The fuel has not come.", "Ask again, louder", POWER, "Ken", None],
    [28, 1, "13:45", "B Landfall", "Governor", "City Hall", "Phone", "Troops?", "The governor offers forty soldiers with two boats.", "Say where they go", COOP, "Mari", None],
    [29, 1, "1400", "B Landfall", "Coast watch", "Coast Guard", "Phone", "Boat adrift", "A boat without crew drifts towards the pier.", "Move the ferry", WARN, "Ken", None],
    [30, 1, "1410", "B Landfall", "Tokyo desk", "All", "E-mail", "Press conference", "The ministry speaks at three. It wants three numbers from you.", "Send three numbers by ten to three", COOP, "Mari", None],
    [30, 1, "1420", "B Landfall", "Grid control", "Power Company", "Phone", "Line two sags", "Line two carries more than it should.", "Shed load", POWER, "Ken", None],
    [32, 1, "1430", "B Landfall", "Citizens", "Press Ofice", "Twitter", "Looting?", "Someone writes that shops are looted. Nobody has seen it.", "Deny, or check first", WARN, "Aiko", None],
    [33, 1, "1440", "B Landfall", "Mayor's office", None, "Memo", "Who told the radio?", "The mayor wants to know who spoke to the radio.", None, COOP, "Mari", None],
    [34, 1, "1500", "B Landfall", "Tokyo desk", "All", "TV", "The ministry speaks", "The ministry names your numbers, and thanks nobody.", None, COOP, "Mari", None],
    [35, 1, "1510", "C After", "Met office", "すべて", "E-mail", "嵐は過ぎた", "The wind falls. 風は弱まっている。", None, WARN, "Mari", None],
    [36, 1, "1515", "C After", "Head nurse", "Hospital", "Phone", "Power is back", "Line one is back. All patients are safe.", "Say so in public", WARN, "Ken", None],
    [37, 1, "1525", "C After", "Editor", "Press Office", "Phone", "Lessons?", "The editor asks what you would do otherwise.", "Answer honestly", COOP, "Aiko", None],
    [38, 1, "1530", "C After", "Insurer", "Power Company\nCity Hall", "Letter", "First claims", "The insurer asks who ordered the switching.", "Keep the log", POWER, "Ken", None],
    [39, 1, "tbd", "C After", "Director", "Control", "Phone", "Slow down", "If the room is behind, drop 37.", None, None, "Mari", None],
    [40, 1, time(15, 40), "C After", "Director", "All", "E-mail", "End of exercise", "The exercise ends here. Thank you.", None, None, "Mari", "ENDEX"],
]  # fmt: skip

RESERVE: list[list[Any]] = [
    [41, 1, None, "A Warning", "Tokyo desk", "City Hall", "Phone", "Reminder", "The ministry still waits for an answer.", "Answer", COOP, "Mari", "only if 16 is not answered"],
    [42, 1, None, "B Landfall", "Citizens", "Press Office", "Twitter", "Rumour of a dam", "The dam is said to be cracked.", "Deny with a source", WARN, "Aiko", None],
    [43, 1, None, "B Landfall", "Head nurse", "Hospital", "Phone", "Generator one coughs", "Generator one has stopped and started again.", "Move patients?", POWER, "Ken", None],
]  # fmt: skip


def storm() -> bytes:
    """The workbook."""
    sheet: list[list[Any]] = [
        ["STORM OVER MISAKI BAY - list of events"],
        ["rev 14, 12 Feb - Ken: times still to be checked!! 岬湾の嵐"],
        [],
        HEADS,
    ]
    for row in STORM:
        if row[0] == 21:
            sheet += [[], ["AFTERNOON"]]
        sheet.append([*row, "ok" if row[0] in (1, 2, 3) else None])
    sheet += [[], [None, None, None, None, None, None, None, "=COUNTA(H5:H46)"]]
    contacts = [["Who", "Phone"], ["Mari", "room 2"], ["Ken", "room 3"]]

    def dress(book: Any) -> None:
        msel = book["Events"]
        msel.merge_cells("A1:M1")
        msel.merge_cells("A2:M2")
        msel.row_dimensions[16].hidden = True
        msel.column_dimensions["L"].hidden = True
        msel["N2"] = datetime(2026, 2, 12, 17, 40)

    return workbook({"Events": sheet, "Backups": [HEADS[:-1], *RESERVE], "Contacts": contacts}, dress)
