// For Node: gRPC itself, with every stream.
import { createGrpcTransport, type GrpcTransportOptions } from "@connectrpc/connect-node";
import type { Transport } from "@connectrpc/connect";
import { identified, type Identity } from "./connection.js";

export * from "./index.js";

/** A connection to one port. url: https://host:port. nodeOptions: certificates, as Node's tls.connect takes them. */
export function grpcTransport(url: string, identity: () => Identity, nodeOptions: GrpcTransportOptions["nodeOptions"] = {}): Transport {
  return createGrpcTransport({ baseUrl: url, nodeOptions, interceptors: [identified(identity)] });
}
