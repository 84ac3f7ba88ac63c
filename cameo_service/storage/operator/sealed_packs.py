"""How far the people of a deployment have moved to other nets, counted. Opens nothing that is sealed."""

from dataclasses import dataclass
from pathlib import Path

from cameo_service.storage.engines.errors import StoreError
from cameo_service.storage.engines.sqlite import look_at
from cameo_service.storage.statements import Connection, Statement, given
from cameo_service.storage.store import MAIN_DATABASE
from cameo_service.storage.written.expressions import and_, exists, func, rows_in, select
from cameo_service.usecases.ports.enrollment import TEMPLATES_KIND
from cameo_service.usecases.ports.net_moves import MoveState

_ITEMS, _MOVES = rows_in("sealed_items"), rows_in("net_moves")
_NEWEST = (
    select(_ITEMS.c.subject_id, func.max(_ITEMS.c.kind).label("kind"))
    .where(_ITEMS.c.kind.startswith(TEMPLATES_KIND))
    .group_by(_ITEMS.c.subject_id)
    .subquery()
)
_IN_FORCE = and_(_ITEMS.c.subject_id == _NEWEST.c.subject_id, _ITEMS.c.kind == _NEWEST.c.kind)
_BY_PACK = Statement(
    select(_ITEMS.c.model_id, func.count())
    .join(_NEWEST, _IN_FORCE)
    .group_by(_ITEMS.c.model_id)
    .order_by(_ITEMS.c.model_id)
)
_NOT_NOTED = Statement(
    select(func.count())
    .select_from(_ITEMS)
    .join(_NEWEST, _IN_FORCE)
    .where(
        _ITEMS.c.model_id != given("pack"),
        ~exists().where(_MOVES.c.owner == _ITEMS.c.subject_id, _MOVES.c.nets == given("nets")),
    )
)
_BY_STATE = Statement(
    select(_MOVES.c.state, _MOVES.c.asked_us.is_not(None), func.count(), func.min(_MOVES.c.ends_us))
    .where(_MOVES.c.nets == given("nets"))
    .group_by(_MOVES.c.state, _MOVES.c.asked_us.is_not(None))
)


class NoDatabaseError(StoreError):
    """There is no database in the folder."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"{directory} holds no {MAIN_DATABASE}: name the data directory of the service")


@dataclass(frozen=True, slots=True)
class Progress:
    """People, counted. packs: by the pack of the templates that they are compared with.

    waiting: not asked yet. not_noted: templates of another pack that no service has looked at since the change; some
    may be by the same nets. first_end_us: when the first enrollment ends of a person who was asked and does not come,
    UTC microseconds; None where no person is waited for.
    """

    packs: dict[str, int]
    moved: int
    waiting: int
    asked: int
    undone: int
    expired: int
    not_noted: int
    first_end_us: int | None

    @property
    def left(self) -> int:
        """Who is not compared by the nets in use yet."""
        return self.waiting + self.asked + self.undone + self.not_noted


def progress_of_files(directory: Path, pack: str, nets: str) -> Progress:
    """How far people have moved. Changes nothing.

    pack, nets: in use, as sealed with templates and as rows of moves name them.

    Raises:
        NoDatabaseError: there is no database in the folder.
    """
    path = directory / MAIN_DATABASE
    if not path.is_file():
        raise NoDatabaseError(directory)
    with look_at(path) as looked:
        return counted(looked, pack, nets)


def counted(main: Connection, pack: str, nets: str) -> Progress:
    """The same over a connection that has begun to read."""
    rows = [(MoveState(state), bool(asked), n, end_us) for state, asked, n, end_us in _BY_STATE.all(main, nets=nets)]
    ends = [end_us for state, _, _, end_us in rows if state in {MoveState.WAITING, MoveState.UNDONE} and end_us]

    def people(state: MoveState, asked: tuple[bool, ...] = (True, False)) -> int:
        return sum(n for stored, is_asked, n, _ in rows if stored is state and is_asked in asked)

    ((not_noted,),) = _NOT_NOTED.all(main, pack=pack, nets=nets)
    return Progress(
        packs={str(name): int(n) for name, n in _BY_PACK.all(main)},
        moved=people(MoveState.MOVED),
        waiting=people(MoveState.WAITING, (False,)),
        asked=people(MoveState.WAITING, (True,)),
        undone=people(MoveState.UNDONE),
        expired=people(MoveState.EXPIRED),
        not_noted=int(not_noted),
        first_end_us=min(ends, default=None),
    )
