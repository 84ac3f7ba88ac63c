// Calls of the signed-in person, in the names that protobuf gives JSON.

/** A refusal. reason: stable code of the service or the studio. */
export class Refused extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Me {
  readonly sub?: string;
  readonly name?: string;
  readonly formToken?: string;
  readonly people?: readonly string[];
}

let formToken = "";

async function answer<T>(response: Response): Promise<T> {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body as T;
  throw new Refused(body.reason ?? "UNKNOWN", body.message ?? response.statusText);
}

async function post<T>(path: string, body: unknown): Promise<T> {
  const sent = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", "x-cameo-form": formToken } };
  let response: Response;
  try {
    response = await fetch(path, sent);
  } catch {
    throw new Refused("AWAY", "");
  }
  return answer<T>(response);
}

/** Who is signed in; without a name, who may. */
export async function me(): Promise<Me> {
  const known = await answer<Me>(await fetch("/api/me"));
  formToken = known.formToken ?? "";
  return known;
}

export async function signInAs(person: string): Promise<void> {
  await post("/api/sign-in", { person });
}

export async function signOut(): Promise<void> {
  await post("/api/sign-out", {});
}

/** A question. method: such as ConsentService/GetConsent. */
export function ask<T>(method: string, request: object = {}): Promise<T> {
  return post<T>(`/api/${method}`, request);
}

/** An act, once: a repeated request id would get the first reply again. */
export function act<T>(method: string, request: object): Promise<T> {
  return post<T>(`/api/${method}`, { ...request, requestId: crypto.randomUUID() });
}
