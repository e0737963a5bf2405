"""Components say what they are given, in both languages, safely and linked for those who cannot see the page."""

import re
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.utils import translation

from qingzhuang.domain.text import Text
from qingzhuang.gate.formats import STATUSES
from qingzhuang.portal import style
from qingzhuang.portal.templatetags import look
from tests.portal.pages import Tags, forbidden_inline, render

ROOMS = Path(style.__file__).resolve().parents[1]


def draw(sample: style.Sample, language: str) -> str:
    with translation.override(language):
        page = Paginator(range(1, 183), 25).page(2)
        return render(f'{{% include "{sample.template}" %}}', p="t", page=page, **style.EXAMPLES)


def test_every_component_has_a_sample_and_every_sample_a_component():
    samples = {path.stem for path in style.SAMPLES.glob("*.html")}
    assert samples == {sample.name for sample in style.samples()}


@pytest.mark.parametrize("sample", style.samples(), ids=lambda sample: sample.name)
def test_a_component_renders_in_both_languages_with_nothing_inline(sample):
    chinese, english = draw(sample, "zh-hans"), draw(sample, "en")
    assert "<c-" not in chinese
    assert "{%" not in chinese + english
    assert not forbidden_inline(chinese + english)
    words = re.sub(r"[“”\"'：]", "", Tags(english).text)
    assert not re.search(r"(?<!\w)(Must change|Saved filters|Next|working day)", Tags(chinese).text)
    assert len(Tags(chinese).ids()) == len(set(Tags(chinese).ids()))
    assert words or Tags(english).all("svg") or Tags(english).all("input")


@pytest.mark.parametrize("path", sorted(ROOMS.glob("*/templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_of_any_room_writes_styles_or_handlers_into_the_page(path):
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=[\"']|hx-on|javascript:", path.read_text("utf-8"))


@pytest.mark.parametrize(
    "source", ['<c-page title="{{ said }}" />', '<c-page :title="said" />', '<c-tag :word="said" />']
)
def test_what_people_typed_is_shown_as_words_and_never_as_markup(source):
    html = render(source, said='<img src=x> & "more"')
    assert not Tags(html).all("img")
    assert '<img src=x> & "more"' in Tags(html).text


def test_a_question_is_tied_to_its_help_and_its_error():
    html = render(
        '<c-field name="why" :label="label" widget="lines" required="yes" help="Name the article." error="Missing." />',
        label=Text("理由", "Reason"),
    )
    control = Tags(html).all("textarea")[0]
    assert control["aria-describedby"].split() == ["h-why", "e-why"]
    assert set(control["aria-describedby"].split()) <= set(Tags(html).ids())
    assert control["aria-invalid"] == "true"
    assert Tags(html).all("label")[0]["for"] == control["id"] == "f-why"


@pytest.mark.parametrize(
    ("widget", "value", "checked"),
    [("yes_no", True, "yes"), ("yes_no", False, "no"), ("yes_no", "no", "no"), ("choice", "b", "b")],
)
def test_the_answer_given_before_is_still_chosen(widget, value, checked):
    html = render(
        '<c-field name="q" label="Q" :widget="widget" :value="value" :choices="choices" />',
        widget=widget,
        value=value,
        choices=[("a", Text("甲", "A")), ("b", Text("乙", "B"))],
    )
    assert [radio["value"] for radio in Tags(html).all("input") if "checked" in radio] == [checked]


def test_an_unanswered_question_has_no_answer_chosen():
    assert not any(
        "checked" in radio for radio in Tags(render('<c-field name="q" label="Q" widget="yes_no" />')).all("input")
    )


def test_long_lists_of_choices_become_a_menu():
    choices = [(str(number), f"choice {number}") for number in range(9)]
    html = render('<c-field name="q" label="Q" widget="choice" :choices="choices" value="4" />', choices=choices)
    assert [option["value"] for option in Tags(html).all("option") if "selected" in option] == ["4"]


def test_lists_are_written_one_a_line():
    html = render('<c-field name="q" label="Q" widget="items" :value="value" />', value=["照片", "<派单>"])
    assert "照片\n&lt;派单&gt;</textarea>" in html


def test_errors_lead_to_their_fields():
    html = render('<c-error-summary :errors="errors" />', errors=[("why", Text("理由", "Reason"), "Missing.")])
    assert Tags(html).all("a")[0]["href"] == "#f-why"
    assert Tags(html).all("div")[0]["role"] == "alert"


@pytest.mark.parametrize(
    ("severity", "status", "word"),
    [
        ("block", "open", "须改"),
        ("high", "excepted", "例外"),
        ("low", "not_examined", STATUSES["not_examined"].zh),
        ("medium", "open", "应改"),
    ],
)
def test_a_finding_is_marked_with_a_word_not_only_a_colour(severity, status, word):
    with translation.override("zh-hans"):
        html = render(
            f'<c-finding severity="{severity}" status="{status}" title="T" quote="每日打卡" article="第七条" />'
        )
    assert word in Tags(html).text
    assert "每日打卡" in Tags(html).text
    assert "第七条" in Tags(html).text


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [(7, "7 working days left", ""), (1, "1 working day left", "tone-high"), (-3, "3 working days late", "tone-block")],
)
def test_a_clock_says_its_days_and_draws_one_tick_each(left, words, tone):
    with translation.override("en"):
        html = render('<c-clock :left="left" total="10" />', left=left)
    assert words in Tags(html).text
    assert tone in html
    assert len(Tags(html).all("rect")) == 10
    assert html.count('class="used"') == min(10, 10 - left)


def test_a_chart_has_a_table_with_the_same_numbers():
    items = [("甲", 21.5, "/a"), ("乙", 1118, "")]
    page = Tags(render('<c-chart-bars caption="C" :items="items" />', items=items))
    assert page.text.count("21.5") == page.text.count("1,118") == 2
    assert page.all("a")[0]["href"] == "/a"


def test_progress_asks_again_only_while_there_is_something_to_wait_for():
    running = render('<c-progress url="/p" done="1" total="2" label="L" />')
    done = render('<c-progress url="/p" state="done" label="L" result_url="/r" />')
    assert 'hx-get="/p"' in running
    assert "hx-get" not in done
    assert Tags(done).all("a")[0]["href"] == "/r"


@pytest.mark.parametrize(
    ("value", "written"),
    [(11712, "11,712"), (3.4, "3.4"), (3.04, "3"), (0, "0"), ("—", "—"), (None, ""), (float("nan"), "—")],
)
def test_numbers_are_written_for_reading(value, written):
    assert look.number(value) == written


def test_bars_stay_within_their_track():
    assert [look.hundred(share) for share in (0.5, 7, -1, "no", "0.25")] == [50, 100, 0, 0, 25]
