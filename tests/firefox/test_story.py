"""The story of a person, from the first recording to the stop, in Firefox."""

from tests.browser.test_story import test_she_enrolls_on_a_phone_after_wrong_words_and_stops_the_one_she_allowed

__all__ = ["test_she_enrolls_on_a_phone_after_wrong_words_and_stops_the_one_she_allowed"]
