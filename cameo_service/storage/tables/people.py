"""People: accounts, handles, names, and what they do not want."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables.base import CLUSTERED, EMPTY, UNSET, MainTable, about, live, owned
from cameo_service.storage.tables.types import BytewiseText, Id16, Int64


class SubjectTable(MainTable, table=True):
    """A person."""

    __tablename__ = "subjects"
    __table_args__ = (CLUSTERED,)
    subject_id: bytes = Field(
        sa_type=Id16,
        primary_key=True,
        sa_column_kwargs=about(
            kept="the id with its epoch, so that no token of before ever counts again", exported="consent"
        ),
    )
    state: str = Field(sa_type=BytewiseText)
    frozen: int = Field(sa_type=Int64)
    age: str = Field(sa_type=BytewiseText)
    age_us: int | None = Field(sa_type=Int64)
    audience: int = Field(sa_type=Int64)
    owner_epoch: int = Field(sa_type=Int64)
    created_us: int = Field(sa_type=Int64)
    asks_each_time: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)
    was_adult: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)
    disputed_from: str | None = Field(sa_type=BytewiseText)
    vouched: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)


class IdentityTable(MainTable, table=True):
    """Which subject an identity provider's (issuer, sub) is."""

    __tablename__ = "identities"
    __table_args__ = (owned("subject_id"), CLUSTERED)
    issuer: str = Field(sa_type=BytewiseText, primary_key=True)
    sub: str = Field(sa_type=BytewiseText, primary_key=True)
    subject_id: bytes = Field(sa_type=Id16, sa_column_kwargs=about(exported="kept.accounts"))


class HandleTable(MainTable, table=True):
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
    subject_id: bytes = Field(
        sa_type=Id16,
        primary_key=True,
        sa_column_kwargs=about(
            kept="in quarantine for 90 days, so that mentions of them reach no new holder", exported="kept.handles"
        ),
    )
    handle: str = Field(sa_type=BytewiseText, primary_key=True)
    claimed_us: int = Field(sa_type=Int64, primary_key=True)
    skeleton: str = Field(sa_type=BytewiseText)
    released_us: int | None = Field(sa_type=Int64)


class NameTable(MainTable, table=True):
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
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.names"))
    words: str = Field(sa_type=BytewiseText, primary_key=True)
    name: str = Field(sa_type=BytewiseText)
    sound: str = Field(sa_type=BytewiseText)
    counts: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)
    refused: int = Field(sa_type=Int64, sa_column_kwargs=UNSET)


class RestrictionTable(MainTable, table=True):
    """A person's restrictions. denied_classes: sorted values joined by commas. banned_words: a JSON list.

    sought: the banned words as `consent.restrictions` packs them, made anew at a start where they are folded otherwise.
    """

    __tablename__ = "restrictions"
    __table_args__ = (owned(), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True, sa_column_kwargs=about(exported="kept.restrictions"))
    denied_classes: str = Field(sa_type=BytewiseText)
    banned_words: str = Field(sa_type=BytewiseText)
    preferences: str = Field(sa_type=BytewiseText)
    wishes: str = Field(sa_type=BytewiseText)
    sought: str = Field(sa_type=BytewiseText, sa_column_kwargs=EMPTY)
