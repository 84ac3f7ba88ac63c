// What goes along with every call, and what a refusal says.
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";

/** Who calls, and for which person. token: the calling service's own JWT. assertion: of the person's identity provider. */
export interface Identity {
  readonly token?: string;
  readonly assertion?: string;
}

const REASON = "cameo-reason";
const RETRY_S = "cameo-retry-after-s";
const ASSERTION = "cameo-subject-assertion";

/** Sends the identity with every call. It is asked for each time, so that a token can be renewed. */
export function identified(identity: () => Identity): Interceptor {
  return (next) => (request) => {
    const { token, assertion } = identity();
    if (token) request.header.set("authorization", `Bearer ${token}`);
    if (assertion) request.header.set(ASSERTION, assertion);
    return next(request);
  };
}

/** A refusal of the service. reason: a stable code of docs/errors.md; "" where the transport itself failed. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
  readonly code: Code;
  readonly retryAfterS: number | undefined;
}

/** What an error of a call says. */
export function refusal(error: unknown): Refusal {
  const found = ConnectError.from(error);
  const retry = found.metadata.get(RETRY_S);
  return { reason: found.metadata.get(REASON) ?? "", message: found.rawMessage, code: found.code, retryAfterS: retry ? Number(retry) : undefined };
}
