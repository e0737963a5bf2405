"""Whole numbers and decimals; full-width digits and thousands separators are read as people write them."""

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from qingzhuang.domain.fieldtypes import BadValue, FieldType, fieldtypes
from qingzhuang.domain.text import Text


def _decimal(value: Any) -> Decimal:
    plain = unicodedata.normalize("NFKC", str(value)).replace(",", "").replace(" ", "").rstrip("%")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise BadValue(Text(f"“{value}”不是数字，请只填数字。", f"“{value}” is not a number; digits only.")) from None
    if not number.is_finite() or abs(number) > Decimal(10) ** 15:
        raise BadValue(Text("数字超出范围。", "The number is out of range."))
    return number


def _integer(value: Any) -> int:
    number = _decimal(value)
    if number != number.to_integral_value():
        raise BadValue(Text("请填整数。", "Give a whole number."))
    return int(number)


def _show_integer(value: Any) -> str:
    return f"{value:,}"


fieldtypes.register(FieldType("decimal", Text("数值", "Decimal"), "number", 15, lambda v: float(_decimal(v))))
fieldtypes.register(FieldType("integer", Text("整数", "Whole number"), "number", 10, _integer, _show_integer))
