from consent.names import Vocabulary

VOCABULARY = Vocabulary([("in",), ("the",), ("as", "well", "as"), ("\u6211", "\u4eec"), ("\u7684",)])


def test_words_of_a_vocabulary_in_a_row_are_made_of_it() -> None:
    assert VOCABULARY.makes(("in", "the"))
    assert VOCABULARY.makes(("in", "as", "well", "as"))
    assert VOCABULARY.makes(("\u6211", "\u4eec", "\u7684"))


def test_a_word_is_alike_to_entries_that_sound_like_it() -> None:
    assert list(VOCABULARY.alike("inn")) == ["in"]
    assert list(VOCABULARY.alike("in")) == ["in"]
    assert list(VOCABULARY.alike("tie")) == []
    assert not VOCABULARY.makes(("inn", "the"))


def test_one_other_word_is_enough_to_be_no_such_row() -> None:
    assert not VOCABULARY.makes(("in", "paris"))
    assert not VOCABULARY.makes(("as", "well"))
    assert not VOCABULARY.makes(("\u6211", "\u7684"))
    assert not VOCABULARY.makes(())
