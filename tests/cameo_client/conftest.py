"""The client is tested against a service on a network."""

from tests.cameo_service.rpc.identity.conftest import secure

__all__ = ["secure"]
