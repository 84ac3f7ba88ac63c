"""The net of all languages, which no other suite needs: `make test-languages` fetches it."""

from tests.liveness.conftest import models_dir

__all__ = ["models_dir"]
