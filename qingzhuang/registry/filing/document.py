"""A filing pack as a Word document that can be printed, sealed and handed in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from qingzhuang.domain.text import Text

TITLE = Text("政务移动互联网应用程序备案申请表", "Filing form of a government app")
_MADE = Text("{name}　　填表日期：{day}", "{name}        Made on {day}")
_MISSING = Text("待补：可问{who}", "Missing: ask {who}")
_SEAL = Text(
    "以上内容真实。（单位盖章）　　　　年　　月　　日", "The above is true. (Seal of the unit)            Date:"
)
_RED = RGBColor(0x9C, 0x1C, 0x1C)
_WIDTHS = (Cm(5.2), Cm(10.8))
_MARGIN, _HEIGHT = Cm(2.5), Cm(0.75)


def document_of(pack: Mapping[str, Any], language: str) -> bytes:
    """The docx of a pack: one table a block, in a language; what is needed and missing says who could know it."""
    paper = Document()
    _page(paper)
    _centred(paper, TITLE.in_(language), Pt(18)).bold = True
    _centred(paper, _MADE.in_(language).format(name=pack["asset"]["name"], day=pack["made_on"]), Pt(10.5))
    for block in pack["blocks"]:
        heading = f"{block['number']}. {Text.of(block['label']).in_(language)}"
        line = paper.add_paragraph()
        line.paragraph_format.space_before, line.paragraph_format.keep_with_next = Pt(12), True
        line.add_run(heading).bold = True
        table = paper.add_table(rows=0, cols=2, style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, _WIDTHS, strict=True):
            column.width = width
        for item in block["items"]:
            _row(table.add_row(), item, language)
    paper.add_paragraph()
    paper.add_paragraph(_SEAL.in_(language)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paper.core_properties.title = f"{TITLE.in_(language)} {pack['asset']['name']}"
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _page(paper: Paper) -> None:
    """A4 with even margins; a Chinese typeface beside the western one."""
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(10.5)
    style.paragraph_format.space_after = Pt(0)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def _centred(paper: Paper, text: str, size: Pt) -> Any:
    line = paper.add_paragraph()
    line.alignment, line.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(6)
    run = line.add_run(text)
    run.font.size = size
    return run


def _row(row: Any, item: Mapping[str, Any], language: str) -> None:
    row.height, row.height_rule = _HEIGHT, WD_ROW_HEIGHT_RULE.AT_LEAST
    for cell, width in zip(row.cells, _WIDTHS, strict=True):
        cell.width, cell.vertical_alignment = width, WD_CELL_VERTICAL_ALIGNMENT.CENTER
    caption, answer = row.cells
    caption.text = Text.of(item["label"]).in_(language)
    caption._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="F0F0EC"/>'))
    if item["known"]:
        answer.text = Text.of(item["shown"]).in_(language)
    elif item["needed"]:
        missing = _MISSING.in_(language).format(who=Text.of(item["who"]).in_(language))
        run = answer.paragraphs[0].add_run(missing)
        run.italic, run.font.color.rgb = True, _RED
    for cell in row.cells:
        spacing = cell.paragraphs[0].paragraph_format
        spacing.space_before = spacing.space_after = Pt(2)
