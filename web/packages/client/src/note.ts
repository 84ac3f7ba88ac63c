// Signed notes and checkpoints of the log's own key: C2SP signed-note and tlog-checkpoint.
import { equal, fromBase64, isSigned, joined, sha256, utf8 } from "./bytes.js";

/** The name of the history, its number of leaves, and its root of 32 bytes. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Uint8Array;
}

/** A text that is not what it should be, or that its key did not sign. */
export class NoteRefused extends Error {}

const ED25519 = 1;
const LONGEST_NOTE = 1_000_000;
const DASH = "\u2014 ";
const ID_BYTES = 4;
const NEWLINE = 10;
const HASH_BYTES = 32;

interface Verifier {
  readonly name: string;
  readonly id: Uint8Array;
  readonly key: Uint8Array;
}

/** The key of a log, from its one line `NAME+ID+KEY`. */
export async function parseVkey(line: string): Promise<Verifier> {
  const [name = "", id = "", ...rest] = line.split("+");
  const key = fromBase64(rest.join("+"));
  if (!key || key.length !== 1 + HASH_BYTES || key[0] !== ED25519 || !name || /\s/.test(name)) {
    throw new NoteRefused("Not the verifier key of a log: copy the whole line NAME+ID+KEY");
  }
  const hash = (await sha256(joined(utf8(name), new Uint8Array([NEWLINE]), key))).subarray(0, ID_BYTES);
  if (hex(hash) !== id) throw new NoteRefused("The id of the verifier key does not fit its name and key: copy it again");
  return { name, id: hash, key: key.subarray(1) };
}

/** The checkpoint in a note that the log's own key signed. */
export async function openCheckpoint(note: string, log: Verifier): Promise<Checkpoint> {
  const text = await opened(note, log);
  const lines = text.split("\n");
  const root = fromBase64(lines[2] ?? "");
  const isWhole = lines.length >= 4 && lines.at(-1) === "" && lines.slice(0, -1).every(Boolean);
  if (!isWhole || !/^(0|[1-9][0-9]{0,18})$/.test(lines[1] ?? "") || root?.length !== HASH_BYTES) {
    throw new NoteRefused("A checkpoint has three lines: origin, size, root");
  }
  if (lines[0] !== log.name) throw new NoteRefused("This checkpoint is of another log");
  return { origin: log.name, size: BigInt(lines[1] ?? "0"), root };
}

async function opened(note: string, log: Verifier): Promise<string> {
  const end = note.lastIndexOf("\n\n");
  const lines = note.slice(end + 2).split("\n");
  // eslint-disable-next-line no-control-regex -- that is what is looked for
  if (end < 0 || note.length > LONGEST_NOTE || lines.pop() !== "" || !lines.length || /[\u0000-\u0009\u000b-\u001f]/.test(note)) {
    throw new NoteRefused("This is no signed note");
  }
  const text = note.slice(0, end + 1);
  for (const line of lines) {
    const [name, encoded = ""] = [line.slice(DASH.length, line.lastIndexOf(" ")), line.slice(line.lastIndexOf(" ") + 1)];
    const signature = fromBase64(encoded);
    if (!line.startsWith(DASH) || !signature) throw new NoteRefused("A signature line is malformed");
    if (name !== log.name || !equal(signature.subarray(0, ID_BYTES), log.id)) continue;
    if (await isSigned(log.key, signature.subarray(ID_BYTES), utf8(text))) return text;
    throw new NoteRefused("The signature does not fit the note: it was altered");
  }
  throw new NoteRefused("The log did not sign this note");
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
