"""Names that count as mentions."""

from sqlalchemy import Index
from sqlmodel import Field

from cameo_service.storage.tables import CLUSTERED, MainTable, owned
from cameo_service.storage.types import BytewiseText, Id16


class NameTable(MainTable, table=True):
    """A name of a person. words: as `consent.sounds` spells them, by spaces; sound: what looks it up."""

    __tablename__ = "names"
    __table_args__ = (owned(), Index("names_by_sound", "sound"), CLUSTERED)
    owner: bytes = Field(sa_type=Id16, primary_key=True)
    words: str = Field(sa_type=BytewiseText, primary_key=True)
    name: str = Field(sa_type=BytewiseText)
    sound: str = Field(sa_type=BytewiseText)
