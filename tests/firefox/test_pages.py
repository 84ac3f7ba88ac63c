"""Every page and state that needs no recording, in Firefox: nothing serious by axe, and no error of a script."""

from tests.browser.test_pages import (
    test_a_browser_that_cannot_record_says_what_to_do,
    test_a_camera_that_does_not_open_says_what_to_do,
    test_a_lost_service_is_told_and_can_be_tried_again,
    test_a_page_runs_from_right_to_left_too,
    test_a_page_shows_how_things_stand,
    test_nothing_written_by_others_runs,
    test_the_first_page_lets_a_visitor_sign_in,
)
from tests.browser.test_states import test_a_page_shows_a_full_life

__all__ = [
    "test_a_browser_that_cannot_record_says_what_to_do",
    "test_a_camera_that_does_not_open_says_what_to_do",
    "test_a_lost_service_is_told_and_can_be_tried_again",
    "test_a_page_runs_from_right_to_left_too",
    "test_a_page_shows_a_full_life",
    "test_a_page_shows_how_things_stand",
    "test_nothing_written_by_others_runs",
    "test_the_first_page_lets_a_visitor_sign_in",
]
