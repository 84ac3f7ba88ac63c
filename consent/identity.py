"""Identifiers. Every id is a UUIDv7 made by the service, compared by value; handles and issuer names never are ids."""

from typing import NewType
from uuid import UUID

SubjectId = NewType("SubjectId", UUID)
EnrollmentId = NewType("EnrollmentId", UUID)
GrantId = NewType("GrantId", UUID)
RenderGrantId = NewType("RenderGrantId", UUID)
GroupId = NewType("GroupId", UUID)
