// Inclusion in the Merkle tree of the history: RFC 9162, section 2.1.3.2.
import { equal, joined, sha256 } from "./bytes.js";

const LEAF = new Uint8Array([0]);
const NODE = new Uint8Array([1]);

/** The hash of a published entry. */
export function leafHash(entry: Uint8Array): Promise<Uint8Array> {
  return sha256(joined(LEAF, entry));
}

/** Whether the leaf with this hash is at `index` (from 0) of the tree with `size` leaves and this root. */
export async function isIncluded(index: bigint, leaf: Uint8Array, size: bigint, root: Uint8Array, proof: readonly Uint8Array[]): Promise<boolean> {
  if (index < 0n || index >= size) return false;
  let [number, last, found] = [index, size - 1n, leaf];
  for (const step of proof) {
    if (last === 0n) return false;
    if (number & 1n || number === last) {
      found = await sha256(joined(NODE, step, found));
      // Skips the levels at which the rightmost node has no sibling.
      while (!(number & 1n) && number) [number, last] = [number >> 1n, last >> 1n];
    } else {
      found = await sha256(joined(NODE, found, step));
    }
    [number, last] = [number >> 1n, last >> 1n];
  }
  return last === 0n && equal(found, root);
}
