"""People: accounts, handles, names, and what they do not want."""

from sqlalchemy import Index

from cameo_service.storage.tables.base import CLUSTERED, UNSET, MainTable, field, live, owned
from cameo_service.storage.tables.types import BytewiseText, Id16, Int64


class SubjectTable(MainTable):
    """A person."""

    __tablename__ = "subjects"
    __table_args__ = (CLUSTERED,)
    subject_id = field(Id16, primary_key=True)
    state = field(BytewiseText)
    frozen = field(Int64)
    age = field(BytewiseText)
    age_us = field(Int64, nullable=True)
    audience = field(Int64)
    owner_epoch = field(Int64)
    created_us = field(Int64)
    asks_each_time = field(Int64, **UNSET)
    was_adult = field(Int64, **UNSET)
    disputed_from = field(BytewiseText, nullable=True)
    vouched = field(Int64, **UNSET)


class IdentityTable(MainTable):
    """Which subject an identity provider's (issuer, sub) is."""

    __tablename__ = "identities"
    __table_args__ = (owned("subject_id"), CLUSTERED)
    issuer = field(BytewiseText, primary_key=True)
    sub = field(BytewiseText, primary_key=True)
    subject_id = field(Id16)


class HandleTable(MainTable):
    """Handles in use and in quarantine. Live: released_us is null."""

    __tablename__ = "handles"
    __table_args__ = (
        owned("subject_id"),
        live("handle"),
        live("skeleton"),
        Index("skeletons", "skeleton"),
        Index("handles_by_release", "released_us"),
        CLUSTERED,
    )
    subject_id = field(Id16, primary_key=True)
    handle = field(BytewiseText, primary_key=True)
    claimed_us = field(Int64, primary_key=True)
    skeleton = field(BytewiseText)
    released_us = field(Int64, nullable=True)


class NameTable(MainTable):
    """A name of a person. words: as `consent.sounds` spells them, by spaces; sound: what looks it up.

    counts: 1 once others' prompts are compared with it. refused: prompts that it refused.
    """

    __tablename__ = "names"
    __table_args__ = (
        owned(),
        Index("names_by_sound", "counts", "sound"),
        Index("names_by_refused", "refused"),
        CLUSTERED,
    )
    owner = field(Id16, primary_key=True)
    words = field(BytewiseText, primary_key=True)
    name = field(BytewiseText)
    sound = field(BytewiseText)
    counts = field(Int64, **UNSET)
    refused = field(Int64, **UNSET)


class RestrictionTable(MainTable):
    """A person's restrictions. denied_classes: sorted values joined by commas. banned_words: a JSON list."""

    __tablename__ = "restrictions"
    __table_args__ = (owned(), CLUSTERED)
    owner = field(Id16, primary_key=True)
    denied_classes = field(BytewiseText)
    banned_words = field(BytewiseText)
    preferences = field(BytewiseText)
    wishes = field(BytewiseText)
