// "Verify": the proof that the signed history holds an entry, checked in this browser.
import { ask } from "../api";
import { type Activity } from "../contract";
import { h } from "../dom";
import { text } from "../messages";
import { wordsOf } from "../parts";
import { ReceiptRefused, verifyReceipt, type ProvenReceipt } from "../../packages/client/src/receipt";
import { NoteRefused } from "../../packages/client/src/note";

const LOG = "cameo-log";

interface Page {
  readonly receipts?: readonly ProvenReceipt[];
  readonly nextPageToken?: string;
}

let receipts: Promise<readonly ProvenReceipt[]> | undefined;

/** A button that proves one entry, and says how that went. */
export function verifyButton(activity: Activity): HTMLElement {
  const place = h("span", { "aria-live": "polite" });
  const press = h("button", { type: "button", class: "plain", click: () => void prove(activity, place) }, text("proof.verify"));
  place.append(press);
  return place;
}

/** Forgets what was read: the next look reads the history again. */
export function forgetReceipts(): void {
  receipts = undefined;
}

async function prove(activity: Activity, place: HTMLElement): Promise<void> {
  place.replaceChildren(text("proof.looking"));
  try {
    place.replaceChildren(...(await proven(activity)));
  } catch (error) {
    receipts = undefined;
    place.replaceChildren(h("strong", { class: "trouble" }, wordsOfProof(error)));
  }
}

async function proven(activity: Activity): Promise<(Node | string)[]> {
  const found = (await (receipts ??= all())).find((one) => isOf(one.receipt ?? {}, activity));
  if (!found) return [h("span", {}, text("proof.none"))];
  const { key, isFirst } = await logKey();
  const { origin, size } = await verifyReceipt(found, key);
  const number = String(BigInt(found.proof?.leafIndex ?? "0") + 1n);
  const said = text("proof.proven", { number, size: String(size), origin });
  return [h("strong", { class: "good" }, said), isFirst ? h("small", {}, " ", text("proof.first")) : ""];
}

/** Every receipt of the person, page by page. */
async function all(): Promise<readonly ProvenReceipt[]> {
  const found: ProvenReceipt[] = [];
  let pageToken = "";
  do {
    const page = await ask<Page>("HistoryService/ExportSubject", pageToken ? { pageToken } : {});
    found.push(...(page.receipts ?? []));
    pageToken = page.nextPageToken ?? "";
  } while (pageToken);
  return found;
}

function isOf(receipt: Readonly<Record<string, unknown>>, activity: Activity): boolean {
  const same = (name: "kind" | "eventTime" | "actorId" | "reason"): boolean => (receipt[name] ?? "") === (activity[name] ?? "");
  return same("kind") && same("eventTime") && same("actorId") && same("reason");
}

/** The log's key, as this browser saw it first: a service that shows another one later is not believed. */
async function logKey(): Promise<{ key: string; isFirst: boolean }> {
  const known = localStorage.getItem(LOG);
  const { verifierKey } = await ask<{ verifierKey: string }>("HistoryService/GetCheckpoint");
  if (!known) localStorage.setItem(LOG, verifierKey);
  else if (known !== verifierKey) throw new NoteRefused("other key");
  return { key: verifierKey, isFirst: !known };
}

function wordsOfProof(error: unknown): string {
  if (error instanceof ReceiptRefused) return text(error.failure === "NOT_PUBLISHED" ? "proof.soon" : "proof.refused", { failure: error.failure });
  if (error instanceof NoteRefused) return text("proof.otherKey");
  if (error instanceof DOMException) return text("proof.browser");
  return wordsOf(error);
}
