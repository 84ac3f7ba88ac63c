"""What happens around every call, in this order: telemetry, request id, log, errors, arrival, caller, quotas, limits.

Steps are entered in order and left in reverse: what caller, limits or the handler raise is turned into a refusal
before it is logged.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from threading import BoundedSemaphore

from cameo_service.clock import Clock
from cameo_service.json_log import CALL
from cameo_service.observing import TRACEPARENT, Ended, Observer
from cameo_service.rpc.front import health
from cameo_service.rpc.front.assertions import ASSERTION_KEY, Act, AssertionVerifier
from cameo_service.rpc.front.call import Call
from cameo_service.rpc.front.caller_source import CallerSource
from cameo_service.rpc.front.caller_table import CALLER_TABLE, COSTS, PROMPTS, REFLECTION, STREAMS, Effect, Row
from cameo_service.rpc.front.errors import MethodNotOpenError, RoleNotAllowedError, TooManyStreamsError
from cameo_service.rpc.front.health import HEALTH_METHODS
from cameo_service.rpc.front.refusal import refusal_for
from cameo_service.usecases.acting.busy import QuotaExceededError
from cameo_service.usecases.acting.caller import Role
from cameo_service.usecases.acting.errors import AssertionInvalidError, NotTheOwnerError
from cameo_service.usecases.acting.meter import Meter
from cameo_service.usecases.acting.quotas import Quota
from cameo_service.usecases.enrollment.enrollment_errors import UnjudgedError


class Step:
    """One thing that happens around every call. `leave` runs exactly when `enter` returned, also after an error."""

    def enter(self, call: Call) -> None:
        """Before the handler; raising refuses the call."""

    def leave(self, call: Call) -> None:
        """After the handler; never raises."""


class RequestIdStep(Step):
    """Names the call, for the log and the refusal. Callers cannot choose the name."""

    def __init__(self, new_request_id: Callable[[], str]) -> None:
        self._new_request_id = new_request_id

    def enter(self, call: Call) -> None:
        """Draws the id."""
        call.request_id = self._new_request_id()


class ObserveStep(Step):
    """Tells an observer of each call: its method, code, time and what it decided. Nothing of a message, of a person.

    Probes of health are left out: there are many of them, and they say nothing.
    """

    def __init__(self, observer: Observer, clock: Clock) -> None:
        self._observer, self._clock = observer, clock

    def enter(self, call: Call) -> None:
        """Makes the call part of its caller's trace."""
        if call.method not in HEALTH_METHODS:
            call.observed = self._observer.begin(call.method, call.metadata(TRACEPARENT) or "")
            call.trace_id = call.observed.trace_id

    def leave(self, call: Call) -> None:
        """Tells how it ended."""
        if call.observed is not None:
            code = call.refusal.reason if call.refusal else "OK"
            call.observed.end(Ended(code, self._clock.monotonic_s() - call.started_s, call.outcomes))


class LogStep(Step):
    """One line a call: its ids, method, calling service, code and milliseconds. Nothing of a message, of a person."""

    def __init__(self, clock: Clock, log: logging.Logger) -> None:
        self._clock = clock
        self._log = log

    def enter(self, call: Call) -> None:
        """Notes the start."""
        call.started_s = self._clock.monotonic_s()

    def leave(self, call: Call) -> None:
        """Writes the line; the cause of an error that is the service's own goes with it, for the operator."""
        cause = call.error if call.refusal and call.refusal.reason == "INTERNAL" else None
        lost = call.error.detail if isinstance(call.error, UnjudgedError | QuotaExceededError) else ""
        line = {
            "request_id": call.request_id,
            "trace_id": call.trace_id or None,
            "method": call.method,
            "service": call.acts_for.service_id if call.acts_for else None,
            "code": call.refusal.reason if call.refusal else "OK",
            "ms": round((self._clock.monotonic_s() - call.started_s) * 1e3, 1),
            **({"cause": lost} if lost else {}),
        }
        level = logging.ERROR if cause else logging.WARNING if lost else logging.INFO
        self._log.log(level, CALL, extra={CALL: line}, exc_info=cause)


class ArrivalStep(Step):
    """Stops a call that was turned away at the door: who sent it is not even asked, which may take time."""

    def enter(self, call: Call) -> None:
        """Refuses it."""
        if call.turned_away is not None:
            raise call.turned_away


class CallerStep(Step):
    """Says who calls, for which person, and refuses what the caller table does not open to them.

    A caller's calls are counted before the signature of an assertion is looked at. Probes of health need no identity.
    """

    def __init__(
        self, source: CallerSource, assertions: AssertionVerifier, table: Mapping[str, Row], meter: Meter
    ) -> None:
        self._source, self._assertions, self._table, self._meter = source, assertions, table, meter

    def enter(self, call: Call) -> None:
        """Fails closed: no row, no call."""
        if call.method in HEALTH_METHODS:
            return
        row = self._table.get(call.method)
        if row is None:
            raise MethodNotOpenError("This method is open to no caller.")
        caller = replace(self._source.identify(call), takes_away=row.effect is Effect.NARROWING)
        call.acts_for, call.metered = caller, self._meter
        if caller.role not in row.roles:
            raise RoleNotAllowedError(f"This method is not for the role {caller.role.value}.")
        self._meter.take(caller, Quota.NARROWING if caller.takes_away else Quota.CALLS)
        assertion = call.metadata(ASSERTION_KEY)
        if assertion is None:
            raise AssertionInvalidError(f"Send {ASSERTION_KEY} once, as the identity provider wrote it.")
        if assertion:
            act = Act(caller.service_id, call.method, call.request) if row.needs_decision else None
            voice = self._assertions.verify(assertion, caller, act, may_ask=row.may_ask(caller.role))
            call.acts_for = replace(caller, acting=voice.person, is_asking=not voice.has_decided)
        elif row.is_opened_by_token:
            return
        elif caller.role is Role.STUDIO:
            raise NotTheOwnerError("Send the person's assertion: a studio does only what the person at it may.")
        elif row.effect is Effect.WIDENING:
            raise NotTheOwnerError("Send the person's assertion: only they may widen what is allowed.")


class QuotaStep(Step):
    """Counts what the call uses of the quotas of its service and of its person, beside the call itself.

    Args:
        meter: counts.
        costs: full method name to what each call of it uses one of.
        prompts: methods whose requests count by their bytes.
        streams: methods of which few are open at once.
    """

    def __init__(
        self, meter: Meter, costs: Mapping[str, Quota], prompts: Collection[str], streams: Collection[str]
    ) -> None:
        self._meter, self._costs, self._prompts, self._streams = meter, costs, frozenset(prompts), frozenset(streams)

    def enter(self, call: Call) -> None:
        """Refuses what is more than a quota."""
        if call.acts_for is None:
            return
        caller = call.caller
        self._meter.take_person(caller, Quota.NARROWING if caller.takes_away else Quota.CALLS)
        if call.method in self._costs:
            self._meter.take(caller, self._costs[call.method])
        if call.method in self._prompts:
            self._meter.take(caller, Quota.PROMPT_BYTES, len(call.request))
        if call.method in self._streams:
            self._meter.open_stream(caller)

    def leave(self, call: Call) -> None:
        """Closes a stream."""
        if call.method in self._streams:
            self._meter.close_stream(call.caller)


class LimitsStep(Step):
    """Bounds how many calls of a method run at once; one more is refused, never queued. Sizes are the transport's."""

    def __init__(self, most_at_once: Mapping[str, int]) -> None:
        self._free = {method: BoundedSemaphore(most) for method, most in most_at_once.items()}

    def enter(self, call: Call) -> None:
        """Takes a place."""
        free = self._free.get(call.method)
        if free is not None and not free.acquire(blocking=False):
            raise TooManyStreamsError("Every place is taken: try again in a few seconds.")

    def leave(self, call: Call) -> None:
        """Gives it back."""
        free = self._free.get(call.method)
        if free is not None:
            free.release()


class ErrorStep(Step):
    """Turns what a later step or the handler raised into what may be said."""

    def leave(self, call: Call) -> None:
        """Nothing but the refusal leaves the service."""
        if call.error is not None:
            call.refusal = refusal_for(call.error)


def ordered_steps(
    new_request_id: Callable[[], str],
    log: logging.Logger,
    source: CallerSource,
    assertions: AssertionVerifier,
    limits: Mapping[str, int],
    meter: Meter,
) -> tuple[Step, ...]:
    """The steps around every call of this service.

    Args:
        new_request_id: draws an id that no other call has.
        log: gets one line a call.
        source: says who calls.
        assertions: says for which person.
        limits: full method name to how many calls of it may run at once; a method that is not named has no limit.
        meter: counts for the quotas of callers and people; one a process. Its clock gives durations, too.
    """
    return (
        RequestIdStep(new_request_id),
        LogStep(meter.clock, log),
        ErrorStep(),
        ArrivalStep(),
        CallerStep(source, assertions, {**CALLER_TABLE, **REFLECTION}, meter),
        QuotaStep(meter, COSTS, PROMPTS, STREAMS),
        LimitsStep({health.WATCH: health.MOST_WATCHES, **limits}),
    )
