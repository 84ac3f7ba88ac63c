"""The story of the use case tests: Ada enrolled, Bob granted, Eve a stranger."""

from tests.cameo_service.usecases.conftest import world

__all__ = ["world"]
