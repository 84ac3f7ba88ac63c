"""Identifiers. Every id is a UUIDv7 made by the service and compared by value; handles and accounts are never ids."""

from typing import NewType
from uuid import UUID

SubjectId = NewType("SubjectId", UUID)
EnrollmentId = NewType("EnrollmentId", UUID)
GrantId = NewType("GrantId", UUID)
RenderGrantId = NewType("RenderGrantId", UUID)
GroupId = NewType("GroupId", UUID)
