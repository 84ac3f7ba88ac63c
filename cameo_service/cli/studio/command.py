"""The command: a studio of the demo, or one before a service on a network."""

from pathlib import Path
from typing import Annotated

import typer

from cameo_service.cli.settings import EXIT_BAD_CONFIG
from cameo_service.cli.terminal import DEFAULT_MODELS, ModelsDir, refuse

FOLDER = Path("out/studio")

StudioConfigFile = Annotated[
    Path | None,
    typer.Option("--config", envvar="CAMEO_STUDIO_CONFIG", help="TOML file of settings; CAMEO_STUDIO_* override it."),
]


def studio(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0: the system chooses.", min=0, max=65535)
    ] = None,
    models: ModelsDir = DEFAULT_MODELS,
    folder: Annotated[Path, typer.Option(help="Where the demo's service keeps its data; emptied first.")] = FOLDER,
    config: StudioConfigFile = None,
    *,
    demo: Annotated[bool, typer.Option(help="With a service of its own, and people who do not exist.")] = False,
    lan: Annotated[
        bool, typer.Option(help="The demo for a phone on the same network, too: encrypted, by a link with a key.")
    ] = False,
) -> None:
    """Serve the web pages on which people record themselves, say who may render them, and stop it.

    Prints `studio URL` once it answers.
    """
    # Each half is imported when it is asked for: the demo brings the laboratory, the network brings a client for HTTP.
    if demo:
        from cameo_service.cli.studio.demo import serve_demo  # noqa: PLC0415 - as above

        serve_demo(host, port, models, folder, is_for_phones=lan)
        return
    if lan:
        refuse("--lan belongs to the demo: run `cameo studio --demo --lan`.", EXIT_BAD_CONFIG)
    from cameo_service.cli.studio.network import serve_network  # noqa: PLC0415 - as above

    serve_network(config, host, port)
