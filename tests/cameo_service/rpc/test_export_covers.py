"""The export holds every table that names people, or says here why not. A table added later fails until it does."""

import pytest

from cameo_client.pb.cameo.v1 import history_service_pb2 as pb
from tests.cameo_service.storage.people_columns import people_columns

EXPORTED = {
    ("access_requests", "owner"): "kept.access_requests",
    ("blocks", "owner"): "consent.blocks",
    ("delegations", "owner"): "kept.delegations",
    ("enrollments", "subject_id"): "consent.enrollment_version",
    ("grants", "owner"): "consent.grants",
    ("group_grants", "owner"): "kept.groups",
    ("group_members", "owner"): "kept.groups",
    ("groups", "owner"): "kept.groups",
    ("guardianships", "guardian"): "kept.guardianships",
    ("guardianships", "owner"): "kept.guardianships",
    ("handles", "subject_id"): "kept.handles",
    ("held_renders", "owner"): "kept.held_renders",
    ("history_leaves", "owner"): "receipts",
    ("identities", "subject_id"): "kept.accounts",
    ("invitations", "owner"): "kept.invitations",
    ("names", "owner"): "kept.names",
    ("owner_verifications", "owner"): "kept.owner_verifications",
    ("renders", "owner"): "kept.appearances",
    ("restrictions", "owner"): "kept.restrictions",
    ("sealed_items", "subject_id"): "kept.sealed",
    ("seen_recordings", "owner"): "kept.sealed",
    ("sessions", "subject_id"): "sessions",
    ("subjects", "subject_id"): "consent",
    ("takedowns", "owner"): "kept.takedowns",
}
"""Where in the reply a column's rows about the person are."""

IN_ANOTHERS_EXPORT = "a choice of somebody else about their own likeness: theirs to know, and in their export"
SAME_IN_RECEIPTS = "every line of it is a leaf too, and the receipts have the leaves"
NUMBERS_ALONE = "numbers by which old permissions stay over; what was done is in the receipts"
LEFT_OUT = {
    ("access_requests", "requester"): IN_ANOTHERS_EXPORT,
    ("blocks", "actor"): IN_ANOTHERS_EXPORT,
    ("delegations", "delegate"): IN_ANOTHERS_EXPORT,
    ("grants", "grantee"): IN_ANOTHERS_EXPORT,
    ("group_members", "member"): IN_ANOTHERS_EXPORT,
    ("held_renders", "requester"): IN_ANOTHERS_EXPORT,
    ("renders", "requester"): IN_ANOTHERS_EXPORT,
    ("activity", "owner"): SAME_IN_RECEIPTS,
    ("activity", "actor"): IN_ANOTHERS_EXPORT,
    ("pair_marks", "owner"): NUMBERS_ALONE,
    ("pair_marks", "actor"): NUMBERS_ALONE,
    ("ended_grants", "owner"): NUMBERS_ALONE,
    ("outbox", "owner"): "the same lines on their way to the app, forgotten after 7 days",
    ("erasures", "owner"): "who was erased is found by no name any more, and holds the signed receipt",
}
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
