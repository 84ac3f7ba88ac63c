"""Any order of acts, against the independent model: who may render, and which render grants are still good.

Uniform steps seldom meet the races that matter, so revoke-and-grant-again and the late fetch are rules of their own.
"""

from hypothesis import HealthCheck, settings

from tests.cameo_service.usecases.consent_machine.ages import AgeMachine
from tests.cameo_service.usecases.consent_machine.renders import RenderMachine
from tests.cameo_service.usecases.consent_machine.stand_ins import StandInMachine
from tests.cameo_service.usecases.consent_machine.stops import StopMachine


class ConsentMachine(StandInMachine, StopMachine, AgeMachine, RenderMachine):
    """All rules together."""


ConsentMachine.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestConsent = ConsentMachine.TestCase
