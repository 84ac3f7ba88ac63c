// Verifies consent receipts offline, in the names that protobuf gives JSON. docs/history.md has the steps.
import { equal, fromBase64, joined, sha256 } from "./bytes.js";
import { NoteRefused, openCheckpoint, parseVkey, type Checkpoint } from "./note.js";
import { isIncluded, leafHash } from "./tree.js";

/** A field at its default is absent. Bytes are base64, numbers of 64 bits are text. */
export interface ProvenReceipt {
  readonly receipt?: Readonly<Record<string, unknown>>;
  readonly proof?: {
    readonly leafIndex?: string;
    readonly record?: string;
    readonly salt?: string;
    readonly entry?: string;
    readonly treeSize?: string;
    readonly hashes?: readonly string[];
    readonly checkpoint?: string;
  };
}

export type ReceiptFailure = "NOT_PUBLISHED" | "BAD_CHECKPOINT" | "BAD_ENTRY" | "NOT_INCLUDED" | "UNKNOWN_RECORD" | "RECORD_DIFFERS";

/** A receipt is not proved: do not rely on it. */
export class ReceiptRefused extends Error {
  constructor(readonly failure: ReceiptFailure) {
    super(`receipt refused: ${failure}`);
  }
}

const FORMAT = "cameo-leaf/v1";
const SALT_BYTES = 32;
const ENTRY_BYTES = 49;
const COMMITMENT_BYTES = 32;
const FREE = ["schemaVersion", "piiController", "withdrawalMethod", "eventType"];
const WITHDRAWN = "CONSENT_EVENT_WITHDRAWN";

/** The checkpoint that proves a receipt. vkey: the log's line NAME+ID+KEY, got once by another way than the service. */
export async function verifyReceipt(proven: ProvenReceipt, vkey: string): Promise<Checkpoint> {
  const proof = proven.proof ?? {};
  const size = BigInt(proof.treeSize ?? "0");
  if (!size) throw new ReceiptRefused("NOT_PUBLISHED");
  const checkpoint = await signed(bytesOf(proof.checkpoint), vkey);
  if (checkpoint.size !== size) throw new ReceiptRefused("BAD_CHECKPOINT");
  const [entry, salt, record] = [bytesOf(proof.entry), bytesOf(proof.salt), bytesOf(proof.record)];
  const isForm = entry.length === ENTRY_BYTES && (entry[0] ?? 2) <= 1 && salt.length === SALT_BYTES;
  if (!isForm || !equal(entry.subarray(-COMMITMENT_BYTES), await sha256(joined(salt, record)))) throw new ReceiptRefused("BAD_ENTRY");
  const index = BigInt(proof.leafIndex ?? "0");
  const hashes = (proof.hashes ?? []).map(bytesOf);
  if (!(await isIncluded(index, await leafHash(entry), size, checkpoint.root, hashes))) throw new ReceiptRefused("NOT_INCLUDED");
  const receipt = proven.receipt ?? {};
  if (!saysTheSame(receipt, recorded(record, `${checkpoint.origin}/${index}`), entry[0] === 1)) throw new ReceiptRefused("RECORD_DIFFERS");
  return checkpoint;
}

function bytesOf(text: string | undefined): Uint8Array {
  return fromBase64(text ?? "") ?? new Uint8Array();
}

async function signed(note: Uint8Array, vkey: string): Promise<Checkpoint> {
  const log = await parseVkey(vkey);
  try {
    return await openCheckpoint(new TextDecoder("utf-8", { fatal: true }).decode(note), log);
  } catch (error) {
    if (error instanceof NoteRefused || error instanceof TypeError) throw new ReceiptRefused("BAD_CHECKPOINT");
    throw error;
  }
}

/** What the proved record says, in the form of a receipt; without what a record does not have. */
function recorded(record: Uint8Array, receiptId: string): Record<string, unknown> {
  try {
    const said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(record));
    if (said.format !== FORMAT) throw new ReceiptRefused("UNKNOWN_RECORD");
    return {
      receiptId,
      piiPrincipalId: said.owner,
      kind: said.kind,
      eventTime: micros(said.at_us),
      actorId: said.actor,
      serviceId: said.provider,
      reason: said.reason,
      count: String(BigInt(said.count)),
      audience: said.audience,
      frozen: said.is_frozen,
      grants: said.grants.map((grant: Record<string, never>) => recordedGrant(grant, said.actor)),
    };
  } catch (error) {
    if (error instanceof ReceiptRefused) throw error;
    throw new ReceiptRefused("UNKNOWN_RECORD");
  }
}

function recordedGrant(grant: { [name: string]: never }, grantee: string): object {
  const named = (kind: string, names: string[]): string[] => names.map((name) => `${kind}_${name.toUpperCase()}`);
  return whole({
    grantId: grant["grant_id"],
    granteeId: grantee,
    modalities: named("MODALITY", grant["modalities"] ?? []),
    uses: named("USE", grant["uses"] ?? []),
    expireTime: grant["expires_us"] === null ? "" : micros(grant["expires_us"] as unknown as number),
    provider: grant["provider"],
    asksEachTime: grant["asks_each_time"] ?? false,
  });
}

function saysTheSame(receipt: Readonly<Record<string, unknown>>, record: Record<string, unknown>, isNarrowing: boolean): boolean {
  // Only an act that narrowed is a withdrawal; whether another one gave consent, its kind says.
  if ((receipt["eventType"] === WITHDRAWN) !== isNarrowing) return false;
  const grants = (receipt["grants"] as Record<string, unknown>[] | undefined) ?? [];
  const told = { ...receipt, eventTime: timeOf(receipt["eventTime"]), grants: grants.map((grant) => whole({ ...grant, expireTime: timeOf(grant["expireTime"]) })) };
  const said = Object.fromEntries(Object.entries(told).filter(([name]) => !FREE.includes(name)));
  return JSON.stringify(whole(said)) === JSON.stringify(whole(record));
}

/** Without fields at their default, in one order. */
function whole(fields: object): object {
  const isSet = ([, value]: [string, unknown]): boolean => Boolean(value) && value !== "0" && !(Array.isArray(value) && !value.length);
  return Object.fromEntries(Object.entries(fields).filter(isSet).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function micros(at: number): string {
  if (!Number.isSafeInteger(at)) throw new ReceiptRefused("UNKNOWN_RECORD");
  return String(at);
}

/** Microseconds of a time as protobuf writes it in JSON; "" for none. */
function timeOf(time: unknown): string {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(String(time ?? ""));
  if (!found) return "";
  const seconds = BigInt(Date.parse(`${found[1]}Z`)) / 1000n;
  return String(seconds * 1_000_000n + BigInt((found[2] ?? "").padEnd(6, "0").slice(0, 6)));
}
