"""By which model packs the templates of enrolled people were sealed. Opens nothing that is sealed."""

from pathlib import Path

from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.engines.sqlite import look_at
from cameo_service.storage.statements import Statement, same
from cameo_service.storage.store import MAIN_DATABASE
from cameo_service.storage.written.expressions import func, rows_in, select
from cameo_service.usecases.ports.enrollment import TEMPLATES_KIND

_ITEMS = rows_in("sealed_items")
_BY_PACK = Statement(
    select(_ITEMS.c.model_id, func.count())
    .where(*same(_ITEMS, "kind"))
    .group_by(_ITEMS.c.model_id)
    .order_by(_ITEMS.c.model_id)
)


class NoDatabaseError(StoreError):
    """There is no database in the folder."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"{directory} holds no {MAIN_DATABASE}: name the data directory of the service")


def people_by_pack(directory: Path) -> dict[str, int]:
    """Packs, as every template names them, and how many people's templates were sealed by each. Changes nothing.

    Raises:
        NoDatabaseError: there is no database in the folder.
    """
    path = directory / MAIN_DATABASE
    if not path.is_file():
        raise NoDatabaseError(directory)
    with look_at(path) as looked:
        return {str(pack): int(people) for pack, people in _BY_PACK.all(looked, kind=TEMPLATES_KIND)}
