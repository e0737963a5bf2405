"""A verdict needs signals that agree; what nobody saw is never dead."""

import datetime

import pytest

from qingzhuang.domain.liveness import FRESH_DAYS, Seen, next_look, signal_of, verdict_of

TODAY = datetime.date(2026, 11, 23)


def ago(days):
    return TODAY - datetime.timedelta(days=days)


def signals(**seen):
    return {code: signal_of(code, each, 60, TODAY) for code, each in seen.items()}


LIVELY = Seen(ago(2), ago(300), ago(1))
SILENT = Seen(ago(200), ago(300), ago(1))
NEVER_TOLD = Seen()
STALE = Seen(ago(200), ago(300), ago(FRESH_DAYS + 1))
BRIEF = Seen(None, ago(30), ago(1))


@pytest.mark.parametrize(
    ("seen", "state"),
    [(LIVELY, "active"), (SILENT, "silent"), (NEVER_TOLD, "unseen"), (STALE, "unseen"), (BRIEF, "young"),
     (Seen(ago(60), ago(60), ago(0)), "active"), (Seen(ago(61), ago(61), ago(0)), "silent")],
)  # fmt: skip
def test_a_signal_is_silent_only_where_silence_was_seen(seen, state):
    assert signal_of("use", seen, 60, TODAY).state == state


@pytest.mark.parametrize(
    ("use", "update", "answer", "code"),
    [
        (LIVELY, SILENT, None, "live"),
        (LIVELY, NEVER_TOLD, "in_use", "live"),
        (LIVELY, SILENT, "close", "unclear"),
        (SILENT, SILENT, "close", "zombie"),
        (SILENT, SILENT, None, "unclear"),
        (SILENT, SILENT, "in_use", "unclear"),
        (SILENT, NEVER_TOLD, "close", "unclear"),
        (STALE, SILENT, "close", "unclear"),
        (NEVER_TOLD, NEVER_TOLD, None, "unclear"),
        (SILENT, SILENT, "reserve", "reserve"),
    ],
)
def test_a_zombie_needs_every_signal_and_the_owner(use, update, answer, code):
    assert verdict_of(signals(use=use, update=update), "use", answer, reserve=False).code == code


def test_what_is_missing_and_what_is_contrary_is_named():
    verdict = verdict_of(signals(use=SILENT, update=NEVER_TOLD), "use", None, reserve=False)
    assert verdict.missing == ("update", "owner")
    verdict = verdict_of(signals(use=LIVELY, update=SILENT), "use", "close", reserve=False)
    assert (verdict.missing, verdict.contrary) == ((), ("use",))
    verdict = verdict_of(signals(use=SILENT, update=LIVELY), "use", "in_use", reserve=False)
    assert verdict.contrary == ("use",)


def test_silence_out_of_season_does_not_count():
    flood_season = (6, 7, 8, 9)
    rested = signal_of("use", Seen(datetime.date(2026, 9, 20), ago(400), ago(1)), 60, TODAY, flood_season)
    assert rested.state == "resting"
    assert verdict_of({"use": rested}, "use", None, reserve=False, season=flood_season).code == "reserve"
    missed = signal_of("use", Seen(datetime.date(2025, 9, 20), ago(500), ago(1)), 60, TODAY, flood_season)
    assert (missed.state, missed.quiet) == ("silent", 132)
    assert verdict_of({"use": missed}, "use", "close", reserve=False, season=flood_season).code == "zombie"


def test_a_tool_kept_for_emergencies_is_no_zombie_until_its_owner_says_so():
    quiet = signals(use=SILENT, update=SILENT)
    assert verdict_of(quiet, "use", None, reserve=True).code == "reserve"
    assert verdict_of(quiet, "use", "close", reserve=True).code == "zombie"


def test_time_alone_changes_a_verdict_when_silence_begins_or_what_was_told_grows_old():
    seen = {"use": LIVELY, "update": SILENT}
    days = {"use": 60, "update": 180}
    assert next_look(seen, days, TODAY, ()) == ago(1) + datetime.timedelta(days=FRESH_DAYS + 1)
    assert next_look({"use": Seen(ago(2))}, days, TODAY, ()) == ago(2) + datetime.timedelta(days=61)
    assert next_look({"use": Seen()}, days, TODAY, (6,)) == datetime.date(2026, 12, 1)
    assert next_look({"use": Seen()}, days, TODAY, ()) is None
