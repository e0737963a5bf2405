from qingzhuang.registry.tokens import as_fts5, as_tsquery, fold, tokens_of, wanted_tokens


def test_full_width_and_case_and_accents_are_one_spelling():
    assert fold("ＡＰＰ　Café１２") == "app cafe12"


def test_han_runs_give_pairs_and_their_last_character_and_latin_words_stay_whole():
    assert tokens_of("网格巡查App2.0") == ["网格", "格巡", "巡查", "查", "app2", "0"]


def test_a_query_asks_for_pairs_alone_and_lets_latin_words_go_on():
    assert wanted_tokens("网格巡查 wech") == ["网格", "格巡", "巡查", "wech*"]
    assert wanted_tokens("群") == ["群*"]
    assert wanted_tokens("“—”！") == []


def test_rare_characters_outside_the_first_plane_are_words_too():
    assert tokens_of("𫚉𫚉群") == ["𫚉𫚉", "𫚉群", "群"]


def test_both_databases_are_asked_the_same():
    wanted = wanted_tokens("巡查 ap")
    assert as_fts5(wanted) == '"巡查" AND "ap" *'
    assert as_tsquery(wanted) == "'巡查' & 'ap':*"


def test_quotes_and_operators_never_reach_the_database():
    hostile = wanted_tokens("""巡查' | ':* "NEAR(" OR *""")
    assert all(token.rstrip("*").isalnum() for token in hostile)
