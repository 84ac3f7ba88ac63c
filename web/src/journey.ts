// The way to the identity provider and back. The call that asked for it waits in this tab, and is sent again then.
import { unsaved, type Unsaved } from "./kept";

/** One call. sub: who made it: it is sent again for no other account. */
export interface Errand {
  readonly sub: string;
  readonly method: string;
  readonly request: object;
}

/** page: where it was made. forms: what stood there and was not saved. */
export interface Waiting extends Errand {
  readonly page: string;
  readonly forms: readonly Unsaved[];
}

/** What an errand was answered after the way back. */
export interface Answered extends Errand {
  readonly reply: object;
}

const KEY = "cameo-errand";
const LEFT = "cameo-left";
const MINUTE_MS = 60_000;
const LONGEST_MS = 10 * MINUTE_MS;
const DECISION_NEEDED = "DECISION_NEEDED";
const NOT_SIGNED_IN = "NOT_SIGNED_IN";

let answered: Answered | undefined;

export function nameOfPage(): string {
  return /^#([a-z]{1,20})$/.exec(location.hash)?.[1] ?? "likeness";
}

/** Leaves for the identity provider where a refusal asks for that. signInAt: empty where there is none. */
export function goesAway(refusal: { readonly reason: string; readonly act: string }, errand: Errand, signInAt: string): boolean {
  const page = encodeURIComponent(nameOfPage());
  if (refusal.reason === DECISION_NEEDED) {
    leave(errand, `/decide?act=${encodeURIComponent(refusal.act)}&page=${page}`);
    return true;
  }
  // Once a minute: a provider that signs in for nothing must not send the browser round and round.
  const isNew = Date.now() - Number(sessionStorage.getItem(LEFT) ?? 0) > MINUTE_MS;
  if (refusal.reason !== NOT_SIGNED_IN || !signInAt || !errand.sub || !isNew) return false;
  sessionStorage.setItem(LEFT, String(Date.now()));
  leave(errand, `${signInAt}?page=${page}`);
  return true;
}

function leave(errand: Errand, url: string): void {
  sessionStorage.setItem(KEY, JSON.stringify({ ...errand, page: nameOfPage(), forms: unsaved(document), at: Date.now() }));
  location.assign(url);
}

/** The errand that the browser comes back with, once. */
export function waiting(sub: string): Waiting | undefined {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (!kept) return undefined;
  const { at, ...errand } = JSON.parse(kept) as Waiting & { at: number };
  return errand.sub === sub && Date.now() - at < LONGEST_MS ? errand : undefined;
}

/** Keeps the answer for the page that waits for it. */
export function keep(found: Answered): void {
  answered = found;
}

/** The answer to a method that this page asked for before the way there, once. */
export function cameBack(method: string): Answered | undefined {
  if (answered?.method !== method) return undefined;
  const found = answered;
  answered = undefined;
  return found;
}
