"""Reads deploy/envoy.yaml with Envoy's own message definitions: an unknown field or a value of a wrong type fails.

    make envoy-check

The definitions come from xds-protos, a package of the gRPC project, in an environment of its own: it brings modules
that other packages bring, too. Rules that Envoy checks when it starts, such as which files there are, are not checked.
"""

import sys
from importlib import import_module
from pathlib import Path

import yaml
from google.protobuf import json_format

CONFIG = Path(__file__).resolve().parent.parent / "deploy" / "envoy.yaml"
EXTENSIONS = (
    "transport_sockets.tls.v3.tls_pb2",
    "filters.network.http_connection_manager.v3.http_connection_manager_pb2",
    "filters.http.cors.v3.cors_pb2",
    "filters.http.grpc_web.v3.grpc_web_pb2",
    "filters.http.router.v3.router_pb2",
    "upstreams.http.v3.http_protocol_options_pb2",
)


def main() -> None:
    """Ends the program with what is wrong."""
    for name in EXTENSIONS:
        import_module(f"envoy.extensions.{name}")
    bootstrap = import_module("envoy.config.bootstrap.v3.bootstrap_pb2").Bootstrap()
    try:
        json_format.ParseDict(yaml.safe_load(CONFIG.read_text("utf-8")), bootstrap)
    except json_format.ParseError as error:
        sys.exit(f"deploy/envoy.yaml: {error}")
    clusters = len(bootstrap.static_resources.clusters)
    sys.stdout.write(f"deploy/envoy.yaml: {clusters} clusters, each field known to Envoy\n")


if __name__ == "__main__":
    main()
