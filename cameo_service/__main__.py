"""`python -m cameo_service` is `cameo`."""

from cameo_service.cli.main import app

if __name__ == "__main__":
    app()
