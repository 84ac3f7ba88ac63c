"""What people do not want to be shown doing or saying."""

from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, MainTable, owned
from cameo_service.storage.types import BytewiseText, Id16


class RestrictionTable(MainTable, table=True):
    """A person's restrictions. denied_classes: sorted values joined by commas. banned_words: a JSON list."""

    __tablename__ = "restrictions"
    __table_args__ = (owned(), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    denied_classes: str = Field(sa_type=BytewiseText)
    banned_words: str = Field(sa_type=BytewiseText)
    preferences: str = Field(sa_type=BytewiseText)
    wishes: str = Field(sa_type=BytewiseText)
