"""What is refused or tried again in Firefox, and never called an attack."""

from tests.browser.test_refused import (
    elsewhere,
    test_a_closed_tab_leaves_the_session_open,
    test_a_form_of_a_foreign_page_changes_nothing,
    test_a_lost_network_is_told_and_the_session_goes_on,
    test_a_page_of_another_site_records_nothing_and_sends_nothing,
    test_a_token_of_another_session_records_nothing,
)

__all__ = [
    "elsewhere",
    "test_a_closed_tab_leaves_the_session_open",
    "test_a_form_of_a_foreign_page_changes_nothing",
    "test_a_lost_network_is_told_and_the_session_goes_on",
    "test_a_page_of_another_site_records_nothing_and_sends_nothing",
    "test_a_token_of_another_session_records_nothing",
]
