// For browsers: gRPC-Web, by a proxy such as deploy/envoy.yaml. It has no stream of requests: a recording needs the studio.
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import type { Transport } from "@connectrpc/connect";
import { identified, type Identity } from "./connection.js";

export * from "./index.js";

/** A connection to the proxy. url: https://host. */
export function grpcWebTransport(url: string, identity: () => Identity): Transport {
  return createGrpcWebTransport({ baseUrl: url, interceptors: [identified(identity)] });
}
