"""Every way a file can be unreadable, with what to say and what to do, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qingzhuang.domain.text import Text


@dataclass(frozen=True, slots=True)
class Trouble:
    """One entry of the catalogue: what is wrong and what the sender should do."""

    code: str
    message: Text
    what_to_do: Text


class UnreadableFile(Exception):
    """A file that was not read, and why.

    ``code`` is a key of ``TROUBLES``; ``where`` names what is known: ``file``, ``part``, ``sheet``, ``row``, ``cell``.
    """

    def __init__(self, code: str, *, where: Mapping[str, object] | None = None, **values: object) -> None:
        trouble = TROUBLES[code]
        self.code = code
        self.message = trouble.message.format(**values)
        self.what_to_do = trouble.what_to_do.format(**values)
        self.where = dict(where or {})
        place = ", ".join(f"{key} {value}" for key, value in self.where.items())
        super().__init__(f"{code}: {self.message.en}" + (f" ({place})" if place else ""))


@dataclass(frozen=True, slots=True)
class FileNote:
    """Something the reader should know although the file was read."""

    code: str
    message: Text
    where: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, *, where: Mapping[str, object] | None = None, **values: object) -> FileNote:
        return cls(code, NOTES[code].format(**values), dict(where or {}))


def _trouble(code: str, message: tuple[str, str], what_to_do: tuple[str, str]) -> tuple[str, Trouble]:
    return code, Trouble(code, Text(*message), Text(*what_to_do))


_SAVE_AS = (
    "请用 WPS 或 Excel、Word 打开，另存为 .xlsx 或 .docx 后重新上传。",
    "Open it in WPS, Excel or Word, save it as .xlsx or .docx, and upload it again.",
)
_RESEND = ("请向提供者索取完整的原件后重新上传。", "Ask the sender for the complete original and upload it again.")
_TRUST = (
    "本文件没有被打开。请核实来源；如确为正常文件，请另存为新的 .xlsx 或 .docx 后重新上传。",
    "The file was not opened. Check its origin; if it is genuine, save it as a new .xlsx or .docx and send that.",
)

TROUBLES: dict[str, Trouble] = dict(
    [
        _trouble(
            "empty",
            ("文件是空的。", "The file is empty."),
            ("请检查后重新选择文件。", "Check the file and choose it again."),
        ),
        _trouble(
            "too_large",
            ("文件有 {size_mb} MB，超过上限 {limit_mb} MB。", "The file has {size_mb} MB; the limit is {limit_mb} MB."),
            ("请拆分文件，或删去图片后重新上传。", "Split the file, or remove pictures, and upload again."),
        ),
        _trouble(
            "unsupported_type",
            ("不能读取这种文件（{found}）。", "This kind of file ({found}) cannot be read."),
            (
                "请提供 xlsx、xls、csv、docx、txt、md、json 或 yaml 文件。",
                "Provide an xlsx, xls, csv, docx, txt, md, json or yaml file.",
            ),
        ),
        _trouble(
            "type_mismatch",
            ("文件名写的是 .{claimed}，内容却是{found_zh}。", "The name says .{claimed}, but the content is {found}."),
            _TRUST,
        ),
        _trouble("old_word", ("这是旧版 Word 文件（.doc）。", "This is an old Word file (.doc)."), _SAVE_AS),
        _trouble("binary_workbook", ("这是二进制工作簿（.xlsb）。", "This is a binary workbook (.xlsb)."), _SAVE_AS),
        _trouble(
            "encrypted",
            ("文件有密码保护，无法读取。", "The file is protected by a password and cannot be read."),
            ("请去掉打开密码后重新上传。", "Remove the password for opening and upload it again."),
        ),
        _trouble(
            "macros",
            (
                "文件带有宏程序。宏从不运行，带宏的文件不予接收。",
                "The file carries macros. Macros are never run here, and such files are not taken.",
            ),
            (
                "请另存为不带宏的 .xlsx 或 .docx 后重新上传。",
                "Save it as .xlsx or .docx without macros and upload that.",
            ),
        ),
        _trouble(
            "broken_zip",
            ("文件已损坏，无法解开（{detail}）。", "The file is damaged and cannot be unpacked ({detail})."),
            _RESEND,
        ),
        _trouble("truncated", ("文件不完整，后半部分缺失。", "The file is cut short; its end is missing."), _RESEND),
        _trouble("broken_content", ("文件内容已损坏：{detail}。", "The content is damaged: {detail}."), _RESEND),
        _trouble(
            "zip_bomb",
            (
                "文件解开后异常庞大（{detail}），已停止读取。",
                "Unpacked, the file is abnormally large ({detail}); reading was stopped.",
            ),
            _TRUST,
        ),
        _trouble(
            "too_many_parts",
            ("文件内含 {count} 个部件，超过上限 {limit}。", "The package holds {count} parts; the limit is {limit}."),
            _TRUST,
        ),
        _trouble(
            "overlapping_parts",
            ("文件内的部件互相重叠或重名。", "Parts of the package overlap or share a name."),
            _TRUST,
        ),
        _trouble(
            "unsafe_path", ("文件内含不安全的路径：{path}。", "The package holds an unsafe path: {path}."), _TRUST
        ),
        _trouble(
            "xml_entities",
            ("文件内的 XML 带有 DOCTYPE 或实体定义。", "XML inside the file declares a DOCTYPE or entities."),
            _TRUST,
        ),
        _trouble(
            "too_many_cells",
            ("表格有 {count} 个单元格，超过上限 {limit}。", "The workbook has {count} cells; the limit is {limit}."),
            ("请拆分为几个文件后分别上传。", "Split it into several files and upload them one by one."),
        ),
        _trouble(
            "unknown_encoding",
            (
                "无法判断文字编码（第 {line} 行起出现乱码）。",
                "The text encoding cannot be told (unreadable from line {line}).",
            ),
            ("请另存为 UTF-8 编码的文件后重新上传。", "Save the file as UTF-8 and upload it again."),
        ),
        _trouble(
            "broken_json",
            ("JSON 格式有误：第 {line} 行，{detail}。", "The JSON is malformed at line {line}: {detail}."),
            _RESEND,
        ),
        _trouble(
            "cannot_fill",
            ("这种文件（{found}）不能填写。", "This kind of file ({found}) cannot be filled in."),
            ("请提供 xlsx、xls 或 docx 的表。", "Provide the form as xlsx, xls or docx."),
        ),
        _trouble(
            "no_table",
            ("没有找到带表头的表格。", "No table with a header row was found."),
            ("请确认第一张工作表有表头行。", "Make sure the first sheet has a header row."),
        ),
        _trouble(
            "bad_xlsform",
            ("XLSForm 有误：{detail}。", "The XLSForm is wrong: {detail_en}."),
            ("请按所指的表、行、单元格改正后重新上传。", "Mend the sheet, row and cell it names, and upload it again."),
        ),
        _trouble(
            "no_parquet",
            ("文件夹里没有 Parquet 文件。", "The folder holds no Parquet file."),
            (
                "请给出按日分区的文件夹（day=2025-01-31/….parquet）、一个 Parquet 文件或 csv 文件。",
                "Name a folder of days (day=2025-01-31/….parquet), one Parquet file or a csv file.",
            ),
        ),
        _trouble(
            "no_event_columns",
            (
                "没有找到资产列和时间列（看到的列：{seen}）。",
                "There is no column of assets or none of times (columns seen: {seen}).",
            ),
            ("请给出列名 asset（资产）和 at（时间）。", "Give them the captions “asset” and “at”."),
        ),
        _trouble(
            "no_worksheet",
            ("工作簿里没有工作表。", "The workbook has no worksheet."),
            _RESEND,
        ),
    ]
)

NOTES: dict[str, Text] = {
    "named_otherwise": Text(
        "文件名写的是 .{claimed}，实际是 {found}，已按实际类型读取。",
        "The name says .{claimed}; it is really {found} and was read as such.",
    ),
    "external_links": Text(
        "文件引用了外部文件或网址（{count} 处），没有访问。",
        "The file refers to outside files or addresses ({count}); none was followed.",
    ),
    "embedded_objects": Text(
        "文件嵌有其他对象（{count} 个），没有打开。", "The file embeds other objects ({count}); none was opened."
    ),
    "macros_left": Text(
        "文件带有宏程序，没有运行，也不会带入新文件。", "The file carries macros: none was run, none is passed on."
    ),
    "encoding": Text("文字编码为 {encoding}。", "The text encoding is {encoding}."),
    "hidden_sheet": Text("工作表“{sheet}”是隐藏的。", "Sheet “{sheet}” is hidden."),
    "duplicate_header": Text(
        "表头“{header}”重复出现：{cells}。", "The header “{header}” appears more than once: {cells}."
    ),
    "extra_values": Text("第 {row} 行的值多于表头。", "Row {row} has more values than there are headers."),
}
