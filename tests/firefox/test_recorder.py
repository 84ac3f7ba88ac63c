"""The recorder in its states in Firefox, before a service that says what the test tells it."""

from tests.browser.test_recorder import (
    recorder,
    test_a_black_camera_is_passed_over_and_the_person_may_choose_it_all_the_same,
    test_a_lost_connection_can_be_tried_again,
    test_a_recording_is_told_step_by_step,
    test_a_session_that_failed_offers_a_new_one,
    test_advice_comes_before_anything_is_recorded,
    test_every_reason_says_what_to_do_and_the_session_goes_on,
    test_the_recorder_runs_from_right_to_left_too,
    test_what_the_service_sends_is_text_and_never_markup,
    test_while_a_person_is_asked_to_come_closer_the_shape_to_fill_is_larger,
)

__all__ = [
    "recorder",
    "test_a_black_camera_is_passed_over_and_the_person_may_choose_it_all_the_same",
    "test_a_lost_connection_can_be_tried_again",
    "test_a_recording_is_told_step_by_step",
    "test_a_session_that_failed_offers_a_new_one",
    "test_advice_comes_before_anything_is_recorded",
    "test_every_reason_says_what_to_do_and_the_session_goes_on",
    "test_the_recorder_runs_from_right_to_left_too",
    "test_what_the_service_sends_is_text_and_never_markup",
    "test_while_a_person_is_asked_to_come_closer_the_shape_to_fill_is_larger",
]
