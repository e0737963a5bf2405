"""The list of elements: words for how each is written, and captions in both languages."""

import csv
import io

from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.domain.elements.representation import in_words
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.recognise import recognise
from qingzhuang.sheets.safety import open_upload


def test_every_element_says_in_words_how_it_is_written():
    for element in ELEMENTS:
        said = in_words(element.datatype)
        assert element.datatype not in (said.zh, said.en), element.code
    assert in_words("cn_ric").zh.startswith("18 位公民身份号码")
    assert in_words("code GB/T 2261.1").en == "Code of GB/T 2261.1"
    assert in_words("decimal (mu)").zh == "数字，可有小数（亩）"
    assert in_words("seconds").en == "seconds"


def test_a_roster_in_english_is_recognised():
    asked = {
        "Full name": "person.name", "Gender": "person.sex", "DOB": "person.birth_date",
        "Resident ID no.": "person.id_number", "Mobile": "person.phone", "Home address": "person.current_address",
        "Education level": "person.education", "Household head": "household.head_name",
        "Bank account no.": "person.bank_account", "Emergency contact phone": "person.emergency_phone",
    }  # fmt: skip
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["No.", *asked])
    rows.writerow(["1", "Wang Fang", "F", "1980-05-06", "", "13912345678", "12 Stone Bridge", "", "Wang Wei", "", ""])
    workbook = read_workbook(open_upload(text.getvalue().encode(), "roster.csv"))
    [table] = recognise(workbook, ELEMENTS).sheets[0].tables
    assert {each.caption[-1]: each.element for each in table.columns if each.caption[-1] != "No."} == asked
