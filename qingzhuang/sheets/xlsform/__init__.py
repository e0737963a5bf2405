"""XLSForm (xlsform.org), the form language of ODK and Kobo: written from data elements, and read back as fields."""

from __future__ import annotations

from qingzhuang.sheets.xlsform.binding import bound
from qingzhuang.sheets.xlsform.model import Form, Question, element_of_heading, name_of
from qingzhuang.sheets.xlsform.questions import form_of, question_of
from qingzhuang.sheets.xlsform.reading import is_xlsform, read_xlsform
from qingzhuang.sheets.xlsform.writing import written_form

__all__ = [
    "Form",
    "Question",
    "bound",
    "element_of_heading",
    "form_of",
    "is_xlsform",
    "name_of",
    "question_of",
    "read_xlsform",
    "written_form",
]
