"""QR codes in a page."""

from qingzhuang.core.qrcodes import inline_code


def test_a_code_in_a_page_can_shrink_with_it():
    """Without a view box a narrower page cuts the picture off, and a phone reads nothing."""
    drawn = inline_code("https://qz.example.gov.cn/official/1/" * 4, "<b>")
    assert "viewBox" in drawn
    assert "<b>" not in drawn
