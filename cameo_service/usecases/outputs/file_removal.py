"""Ask for an output to be taken down, without an account: whoever is in it need not be anybody here.

TAKE IT DOWN Act, section 3: a way to ask for everybody, and removal within 48 hours, known identical copies included.
"""

from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter

from cameo_service.usecases.acting.caller import Caller, Role
from cameo_service.usecases.acting.errors import InvalidArgumentError, NotAllowedError
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.ports.outside import IdSource
from cameo_service.usecases.ports.removals import RemovalId, RemovalRow
from consent.takedown import DUE_US

LONGEST_CONTACT = 320
"""The longest e-mail address (RFC 3696, erratum 1690)."""
LONGEST_WHAT = 2_000
MOST_OUTPUTS = 50


class RemovalIncompleteError(InvalidArgumentError):
    """Contact, description or statement are missing or too long, or there are too many outputs."""

    code = "REMOVAL_INCOMPLETE"


class NotAnAppError(NotAllowedError):
    """Only an app backend passes requests of the public on."""

    code = "NOT_AN_APP"


@dataclass(frozen=True, slots=True)
class FileRemovalRequest:
    """contact: how to reach whoever asks. what: what they say is shown and where. outputs: SHA-256 of files, if known.

    is_stated: they state in good faith that it was made or published without their consent.
    """

    request_id: str
    contact: str
    what: str
    outputs: tuple[bytes, ...]
    is_stated: bool


@dataclass(frozen=True, slots=True)
class RemovalFiled:
    """due_us: until when it has to be answered and carried out."""

    removal_id: UUID
    due_us: int
    token: str


_REPLIES = TypeAdapter(RemovalFiled)


@dataclass(frozen=True, slots=True)
class FileRemoval:
    """Says nothing about anybody: whether an output is known here, or whom it shows."""

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: FileRemovalRequest) -> RemovalFiled:
        """Starts the clock of 48 hours.

        Raises:
            NotAnAppError: the caller is no app backend.
            RemovalIncompleteError: something is missing or too long.
        """
        if caller.role is not Role.APP_BACKEND:
            raise NotAnAppError("Only an app backend passes requests of the public on.")
        _require_complete(request)
        return self.writes.once(caller, request, _REPLIES, lambda change: self._file(change, request))

    def _file(self, change: Change, request: FileRemovalRequest) -> RemovalFiled:
        row = RemovalRow(
            removal_id=RemovalId(self.ids.new(change.now_us)),
            filed_us=change.now_us,
            due_us=change.now_us + DUE_US,
            service_id=change.caller.service_id,
            contact=request.contact,
            what=request.what,
            outputs=tuple(dict.fromkeys(request.outputs)),
        )
        change.transaction.removals.put(row)
        return RemovalFiled(row.removal_id, row.due_us, change.token)


def _require_complete(request: FileRemovalRequest) -> None:
    if not 0 < len(request.contact) <= LONGEST_CONTACT or not 0 < len(request.what) <= LONGEST_WHAT:
        raise RemovalIncompleteError(
            f"Say how to reach them in at most {LONGEST_CONTACT} characters, and what it is in at most {LONGEST_WHAT}."
        )
    if not request.is_stated:
        raise RemovalIncompleteError("Ask them to state in good faith that they did not consent.")
    if len(request.outputs) > MOST_OUTPUTS:
        raise RemovalIncompleteError(f"Name at most {MOST_OUTPUTS} files in one request.")
