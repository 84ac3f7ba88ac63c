"""The export holds every table that names people, or its column says why not. A table added later fails until then."""

import pytest

from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from cameo_service.storage.tables.every import person_columns
from tests.cameo_service.storage.people_columns import people_columns

EXPORTED = {named: about.exported for named, about in person_columns().items() if about.exported}
"""Where in the reply a column's rows about the person are."""
LEFT_OUT = {named: about.left_out for named, about in person_columns().items() if about.left_out}
"""What an export does not hold, and why."""


def test_every_table_that_names_people_is_exported_or_left_out_for_a_reason() -> None:
    assert people_columns() == EXPORTED.keys() | LEFT_OUT.keys()
    assert not EXPORTED.keys() & LEFT_OUT.keys()


@pytest.mark.parametrize("place", sorted(set(EXPORTED.values())))
def test_the_reply_has_the_place(place: str) -> None:
    first, _, inner = place.partition(".")
    found = pb.ExportSubjectResponse.DESCRIPTOR.fields_by_name[first].message_type
    assert not inner or (found and inner in found.fields_by_name)


def test_every_list_of_the_records_holds_something_of_the_database() -> None:
    lists = {f"kept.{name}" for name in pb.KeptRecords.DESCRIPTOR.fields_by_name} - {"kept.shortened"}
    assert lists == {place for place in EXPORTED.values() if place.startswith("kept.")}
