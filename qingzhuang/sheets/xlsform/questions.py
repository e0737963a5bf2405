"""Data elements as questions: the type, the check, the choices and when to ask."""

from __future__ import annotations

from collections.abc import Sequence

from qingzhuang.domain.codelists import code_list
from qingzhuang.domain.elements import Element
from qingzhuang.domain.text import Text
from qingzhuang.sheets.xlsform.model import Form, Question, name_of

CONCEPTS = {
    "person": Text("人员", "Person"),
    "household": Text("家庭", "Household"),
    "organisation": Text("单位", "Organisation"),
    "place": Text("地点", "Place"),
    "record": Text("填报", "Record"),
}
OTHERS = Text("其他", "Other")
# What is asked only of those it concerns: (question it hangs on, what that must say).
ASKED_WHEN = {
    "person.disability_level": ("person.disability_type", "!= ''"),
    "person.disability_card": ("person.disability_type", "!= ''"),
    "household.poverty_cause": ("household.poverty_relief", "= 'true'"),
}
_YES_NO = (("true", Text("是", "Yes")), ("false", Text("否", "No")))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SUM = " + ".join(f"number(substr(., {at}, {at + 1})) * {weight}" for at, weight in enumerate(_WEIGHTS))
_RIC = (
    "regex(., '^[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]$')"
    f" and translate(substr(., 17, 18), 'x', 'X') = substr('10X98765432', ({_SUM}) mod 11, ({_SUM}) mod 11 + 1)"
)
# Data type: XLSForm type, constraint, what to say, appearance. GB 11643-1999 (check digit), GB 32100 (shape).
_TYPES: dict[str, tuple[str, str, Text | None, str]] = {
    "cn_ric": ("text", _RIC, Text("公民身份号码18位，校验位要对", "18 characters with a right check digit"), ""),
    "cn_uscc": (
        "text",
        "regex(., '^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$')",
        Text("统一社会信用代码18位", "A credit code has 18 characters"),
        "",
    ),
    "phone": (
        "text",
        "regex(., '^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})$')",
        Text("手机号11位，或带区号的座机", "A mobile number of 11 digits, or one with its area code"),
        "numbers",
    ),
    "date": ("date", ". <= today()", Text("日期不能晚于今天", "Not later than today"), ""),
    "year": ("integer", ". >= 1900 and . <= 2100", Text("四位年份", "A year of four digits"), ""),
    "integer": ("integer", ". >= 0", Text("不小于0的整数", "A whole number, not below 0"), ""),
    "derived": ("integer", ". >= 0", Text("不小于0的整数", "A whole number, not below 0"), ""),
    "decimal": ("decimal", ". >= 0", Text("不小于0的数", "A number, not below 0"), ""),
    "image": ("image", "", None, ""),
}


def form_of(
    elements: Sequence[Element],
    title: str,
    form_id: str,
    required: Sequence[str] = (),
    others: Sequence[str] = (),
) -> Form:
    """A form that asks for these elements, those of one concept in one group, in the order of first mention; then for
    ``others``, captions that are about no element, as free text."""
    asked = {each.code for each in elements}
    order = list(dict.fromkeys(each.concept for each in elements))
    sorted_by_group = sorted(dict.fromkeys(elements), key=lambda each: order.index(each.concept))
    questions = [question_of(each, asked, each.code in required) for each in sorted_by_group]
    questions += [
        Question(f"q{number}", "text", Text(caption, caption), (OTHERS.zh,), group="other")
        for number, caption in enumerate(dict.fromkeys(others), 1)
    ]
    return Form(title, form_id, tuple(questions))


def question_of(element: Element, asked: set[str], required: bool = False) -> Question:
    """One element as a question; ``asked`` are all elements of the form, on which others may hang."""
    kind = element.datatype.split(" ")[0]
    type_, constraint, message, appearance = _TYPES.get(kind, ("text", "", None, ""))
    choices, list_name = (), ""
    if kind == "boolean":
        type_, list_name, choices = "select_one", "yes_no", _YES_NO
    codes = code_list(element.datatype, element.code) if kind == "code" else None
    # An open list lets other words in, a choice does not: it stays a text.
    if codes and not codes.is_open:
        type_, list_name = "select_one", name_of(element.code)
        choices = tuple((code.code, code.meaning) for code in codes.codes.values())
        appearance = "minimal" if len(choices) > 10 else ""
    on, says = ASKED_WHEN.get(element.code, ("", ""))
    group = CONCEPTS.get(element.concept, Text(element.concept, element.concept))
    return Question(
        name=name_of(element.code),
        type=type_,
        label=element.name,
        path=(group.zh,),
        required=required,
        choices=choices,
        list_name=list_name,
        constraint=constraint,
        message=message,
        relevant=f"${{{name_of(on)}}} {says}" if on in asked else "",
        appearance=appearance,
        group=element.concept,
    )
