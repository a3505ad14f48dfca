"""The continuity pack as a document to print: what comes next, what lies open, who knows what, and the hand-outs.

Word and LibreOffice choose a font for each script by the language of the text, so Chinese and Japanese come out
in their own letters; none is embedded.
"""

import io
from collections.abc import Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from games.paper.pending import Continuity, HandOut
from games.paper.tables import Cell, Table
from games.paper.workbook import mark

BROAD_MM = 174
"""Between the margins."""
RED = RGBColor(0xB0, 0x00, 0x20)
FONTS = {
    "ja": ("ja-JP", "Yu Gothic"),
    "zh-hant": ("zh-TW", "Microsoft JhengHei"),
    "zh-hans": ("zh-CN", "Microsoft YaHei"),
}
"""For each language with letters of its own: its tag in Word, and the font that Word has for it."""
AS_GRID = ("coming", "seats", "meters", "facts", "links")
"""Tables of short cells; the others are written as paragraphs, a block for each row."""
ON_PAPER = ("moves", "rulings", "steps", "messages", "links", "seats", "meters", "facts")
"""What is printed beside what comes next; timers and the long MSEL are for the workbook."""


def document(pack: Continuity) -> bytes:
    """The pack as docx. Each part that must not lie beside another begins on a page of its own."""
    paper = Document()
    _page(paper, pack)
    language = get_language() or "en"
    _heading(paper, pack.title, "Title", language)
    _say(paper, _("Continuity pack, made %(time)s") % {"time": pack.made}, language)
    for label, value in pack.head:
        _pair(paper, label, value, language)
    _table(paper, pack.coming, language)
    for table in pack.tables:
        if table.id in ON_PAPER:
            _table(paper, table, language)
    for _team, table in pack.known:
        _new_page(paper)
        _staff_only(paper)
        _table(paper, table, language)
    _cut_part(paper, pack)
    for place, sheet in enumerate(pack.hand_outs):
        if place:
            _new_page(paper)
        _hand_out(paper, sheet, language)
    for team in pack.teams:
        _move_form(paper, team, language)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _page(paper: Paper, pack: Continuity) -> None:
    """A4 with the mark of the exercise above and below every page."""
    section = paper.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    _marked(section, f"{mark()}   {_clean(pack.title)}   {pack.made}")
    paper.core_properties.title = _clean(pack.title)
    paper.core_properties.author = "tte"


def _cut_part(paper: Paper, pack: Continuity) -> None:
    """What is cut and handed over begins on a page of its own, and says no longer that it is for staff alone."""
    section = paper.add_section(WD_SECTION.NEW_PAGE)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    _marked(section, f"{_('EXERCISE')}   {_clean(pack.title)}   {pack.made}")


def _marked(section: Section, words: str) -> None:
    """The mark above and below each page; below with the number of the page."""
    for line in (section.header.paragraphs[0], section.footer.paragraphs[0]):
        run = line.add_run(words)
        run.bold, run.font.size, run.font.color.rgb = True, Pt(9), RED
        _script(run, get_language() or "en")
    number = section.footer.paragraphs[0].add_run("   ")
    number.font.size = Pt(9)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        number._element.append(part)


def _table(paper: Paper, table: Table, language: str) -> None:
    _heading(paper, table.title, "Heading1", language)
    if table.note:
        _say(paper, table.note, language)
    if not table.rows:
        _say(paper, _("Nothing."), language)
    elif table.id in AS_GRID or table.id.startswith("known-"):
        _grid(paper, table, language)
    else:
        _blocks(paper, table, language)


def _grid(paper: Paper, table: Table, language: str) -> None:
    ticked = table.id == "coming"
    rows = [table.columns, *table.rows]
    if ticked:
        rows = [(*row, "\u2610" if at else _("Done")) for at, row in enumerate(rows)]
    width = len(rows[0])
    grid: Grid = paper.add_table(rows=len(rows), cols=width, style="Table Grid")
    grid.autofit = False
    _laid_out(grid)
    widths = _widths(rows)
    for column, broad in zip(grid.columns, widths, strict=True):
        column.width = broad
    # Asked for once: the library works them out anew each time.
    cells = grid._cells
    for at, row in enumerate(rows):
        for cell, value, broad in zip(cells[at * width : (at + 1) * width], row, widths, strict=True):
            cell.width = broad
            line = cell.paragraphs[0]
            line.paragraph_format.keep_with_next = at == 0
            run = line.add_run(_clean(value))
            run.font.size = Pt(9)
            run.bold = at == 0
            _script(run, language)


def _laid_out(grid: Grid) -> None:
    """Room inside the cells; no line is torn apart by the end of a page, and the headings come again on each."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", "40"), ("left", "85"), ("bottom", "40"), ("right", "85")):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), twips)
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    grid._tbl.tblPr.append(margins)
    for at, row in enumerate(grid._tbl.tr_lst):
        properties = row.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if at == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _widths(rows: Sequence[Sequence[Cell]]) -> list[Length]:
    """The columns by the longest of their texts, within bounds, over the whole breadth of the page."""
    longest = [max(_breadth(_clean(row[at])) for row in rows) for at in range(len(rows[0]))]
    wanted = [min(max(each + 3, 9), 45) for each in longest]
    return [Mm(BROAD_MM * each / sum(wanted)) for each in wanted]


def _breadth(text: str) -> int:
    """Letters of the longest line; one of East Asia counts for two."""
    return max(
        (len(line) + sum(letter > "\u2e7f" for letter in line) for line in text.split("\n")), default=0
    )


def _blocks(paper: Paper, table: Table, language: str) -> None:
    """Rows with long texts: the first cells as a line, the others under their headings."""
    for row in table.rows:
        head = _styled(paper, "ListBullet")
        run = head.add_run(" · ".join(_clean(cell) for cell in row[:4] if cell != ""))
        run.bold = True
        _script(run, language)
        for label, value in zip(table.columns[4:], row[4:], strict=True):
            if value != "":
                _pair(paper, label, value, language)


def _hand_out(paper: Paper, sheet: HandOut, language: str) -> None:
    """Staff's line first, to be cut off, and under it the item as it is handed over."""
    _staff_only(paper)
    _pair(paper, sheet.inject, sheet.when, language)
    _pair(paper, _("Copies for"), sheet.copies, language)
    if sheet.condition:
        _pair(paper, _("Only if"), sheet.condition, language)
    _say(paper, "✂ " + "- " * 60, "en")
    _pair(paper, sheet.channel, _("EXERCISE"), language)
    if sheet.precedence != "routine":
        _say(paper, sheet.precedence.upper(), language, bold=True)
    if sheet.sender:
        _pair(paper, _("From"), sheet.sender, language)
    for words in sheet.readings:
        _heading(paper, words.title, "Heading2", words.language)
        for part in words.body.split("\n\n"):
            _say(paper, " ".join(part.split()), words.language)
        if words.question:
            _say(paper, words.question, words.language, bold=True)
    if sheet.answer_within:
        _pair(paper, _("Answer within (story)"), sheet.answer_within, language)


def _move_form(paper: Paper, team: str, language: str) -> None:
    """The form on which a team writes a move while the machine is away; the ruling is written under it."""
    _new_page(paper)
    _heading(paper, _("Move of %(team)s on paper") % {"team": team}, "Heading1", language)
    lines = (
        _("Real time"), _("Headline: what happens"), _("What it does"), _("Office"), _("Because"),
        _("Legal basis claimed"), _("Who sees it: everyone, named teams, nobody"), _("In answer to"),
        _("Signed by the lead"),
    )  # fmt: skip
    for label in lines:
        _pair(paper, label, "_" * 46, language)
    _heading(paper, _("Ruling of the white cell"), "Heading2", language)
    for label in (
        _("Real time"),
        _("Verdict"),
        _("Carried out"),
        _("Reason"),
        _("What is told, and to whom"),
    ):
        _pair(paper, label, "_" * 46, language)


def _heading(paper: Paper, text: str, style: str, language: str) -> None:
    _script(_styled(paper, style).add_run(_clean(text)), language)


def _styled(paper: Paper, style: str) -> Paragraph:
    """A paragraph in a style by its id: by its name the library would look through all of them each time."""
    line = paper.add_paragraph()
    line._p.style = style
    return line


def _staff_only(paper: Paper) -> None:
    _say(paper, mark(), get_language() or "en", bold=True, red=True)


def _new_page(paper: Paper) -> None:
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _pair(paper: Paper, label: str, value: Cell, language: str) -> None:
    line = paper.add_paragraph()
    _tight(line)
    head = line.add_run(f"{_clean(label)}: ")
    head.bold = True
    _script(head, language)
    _script(line.add_run(_clean(value)), language)


def _say(paper: Paper, text: str, language: str, *, bold: bool = False, red: bool = False) -> None:
    line = paper.add_paragraph()
    _tight(line)
    run = line.add_run(_clean(text))
    run.bold = bold
    if red:
        run.font.color.rgb = RED
    _script(run, language)


def _tight(line: Paragraph) -> None:
    line.paragraph_format.space_after = Pt(3)


def _script(run: Run, language: str) -> None:
    """Says which language a run is in, and which font its East Asian letters take."""
    tag, font = FONTS.get(language, ("en-GB", ""))
    properties = run._element.get_or_add_rPr()
    if font:
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), tag if not font else "en-GB")
    lang.set(qn("w:eastAsia"), tag if font else "ja-JP")
    properties.append(lang)


def _clean(value: Cell) -> str:
    """Text without the control characters that XML cannot hold."""
    return "".join(letter for letter in str(value) if letter >= " " or letter in "\n\t")
