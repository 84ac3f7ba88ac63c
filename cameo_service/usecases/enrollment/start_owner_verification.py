"""StartOwnerVerification: the enrolled person is asked to show face and voice before an act of weight."""

import json
from dataclasses import dataclass

from cameo_service.usecases.acting.caller import Caller
from cameo_service.usecases.acting.errors import NotEnrolledError
from cameo_service.usecases.acting.person import acting_owner
from cameo_service.usecases.acting.writes import Change, Writes
from cameo_service.usecases.enrollment.new_session import STARTED, NewSession, StartedSession, open_session
from cameo_service.usecases.ports.outside import IdSource
from consent.owner_act import SENTENCES, OwnerAct


@dataclass(frozen=True, slots=True)
class StartOwnerVerificationRequest:
    """`act`: the one thing a pass will be good for."""

    request_id: str
    act: OwnerAct


@dataclass(frozen=True, slots=True)
class StartOwnerVerification:
    """Opens a session whose recordings are compared with what the person enrolled."""

    writes: Writes
    ids: IdSource

    def __call__(self, caller: Caller, request: StartOwnerVerificationRequest) -> StartedSession:
        """Opens the session.

        Raises:
            NotTheOwnerError: the call carries no assertion of the person, or is not an app backend's.
            NotEnrolledError: there is no face and voice to compare with.
            TooManyEnrollmentsError: this person started too many verifications, or was refused too often.
            RequestIdMissingError, RequestIdReusedError: as every write.
        """
        return self.writes.once(caller, request, STARTED, lambda change: self._open(change, request))

    def _open(self, change: Change, request: StartOwnerVerificationRequest) -> StartedSession:
        owner = acting_owner(change.caller)
        facts = change.transaction.facts.of([owner], owner, "", change.now_us)[owner]
        if facts.enrollment is None:
            raise NotEnrolledError("Enroll first: there is no face and voice to compare with.")
        asked = json.dumps({"act": request.act, "sentence": SENTENCES[request.act], "received_us": change.now_us})
        return open_session(change, self.ids, NewSession(owner, request.request_id, frozenset(), asked, request.act))
