"""Options that commands of a collection share."""

from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[Path, typer.Option("--data", help="The folder of the collection.")]
