// Calls of the signed-in person, in the names that protobuf gives JSON.
import { goesAway, type Errand } from "./journey";

/** A refusal. reason: stable code of the service or the studio. act: digest of an act that has to be decided first. */
export class Refused extends Error {
  constructor(
    readonly reason: string,
    message: string,
    readonly act = "",
  ) {
    super(message);
  }
}

export interface Me {
  readonly sub?: string;
  readonly name?: string;
  readonly formToken?: string;
  readonly people?: readonly string[];
  readonly signInAt?: string;
}

const KEY = "cameo-demo-key";

let known: Me = {};

async function answer<T>(response: Response): Promise<T> {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body as T;
  throw new Refused(body.reason ?? "UNKNOWN", body.message ?? response.statusText, body.act ?? "");
}

async function post<T>(path: string, body: unknown): Promise<T> {
  const sent = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", "x-cameo-form": known.formToken ?? "" } };
  let response: Response;
  try {
    response = await fetch(path, sent);
  } catch {
    throw new Refused("AWAY", "");
  }
  return answer<T>(response);
}

/** Who is signed in; without a name, who may, or where. */
export async function me(): Promise<Me> {
  known = await answer<Me>(await fetch("/api/me"));
  return known;
}

/** For the demo. Its link holds a key where other machines of the network reach it. */
export async function signInAs(person: string): Promise<void> {
  const key = new URLSearchParams(location.search).get("key") ?? sessionStorage.getItem(KEY) ?? "";
  await post("/api/sign-in", { person, key });
  sessionStorage.setItem(KEY, key);
}

/** Where the browser goes then, to end its session at the identity provider, too; empty: nowhere. */
export async function signOut(): Promise<string> {
  const { goTo } = await post<{ goTo: string }>("/api/sign-out", {});
  return goTo;
}

let needsOwner: (method: string) => void = () => undefined;

/** What happens when an act needs the enrolled person first. */
export function whenOwnerIsNeeded(offers: (method: string) => void): void {
  needsOwner = offers;
}

/** Sends one call, the very same again after a sign-in or a decision. */
export async function send<T>(errand: Errand): Promise<T> {
  try {
    return await post<T>(`/api/${errand.method}`, errand.request);
  } catch (error) {
    if (error instanceof Refused && error.reason === "OWNER_VERIFICATION_NEEDED") needsOwner(errand.method);
    throw error;
  }
}

async function call<T>(method: string, request: object): Promise<T> {
  const errand = { sub: known.sub ?? "", method, request };
  try {
    return await send<T>(errand);
  } catch (error) {
    if (error instanceof Refused && goesAway(error, errand, known.signInAt ?? "")) return new Promise<T>(() => undefined);
    throw error;
  }
}

/** The modules of a QR code, row by row, 1 for dark. link: to a page of the studio. */
export async function qrOf(link: string): Promise<readonly string[]> {
  const { rows } = await post<{ rows: readonly string[] }>("/api/qr", { link });
  return rows;
}

/** A question. method: such as ConsentService/GetConsent. */
export function ask<T>(method: string, request: object = {}): Promise<T> {
  return call<T>(method, request);
}

/** An act, once: a repeated request id would get the first reply again. */
export function act<T>(method: string, request: object): Promise<T> {
  return call<T>(method, { ...request, requestId: crypto.randomUUID() });
}
