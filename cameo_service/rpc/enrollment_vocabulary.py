"""Vocabularies of enrollment that commands and exports share. Imports no model and no engine."""

from cameo_client.pb.cameo.v1 import enrollment_service_pb2 as pb
from cameo_service.rpc.conversion import Vocabulary
from consent.owner_act import OwnerAct
from liveness.challenge.prompts import Direction, PromptKind

ACT = Vocabulary(OwnerAct, pb.OwnerAct, "OWNER_ACT")
KIND = Vocabulary(PromptKind, pb.PromptKind, "PROMPT_KIND")
DIRECTION = Vocabulary(Direction, pb.Direction, "DIRECTION")
