"""One suite per port, run against every implementation and every fake of it."""

import pytest

for noun in ("subject", "consent", "enrollment", "log", "render", "event"):
    pytest.register_assert_rewrite(f"tests.contracts.{noun}_contract")
