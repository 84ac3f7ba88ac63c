// The package, as it was built, judged by the vectors that judge the Python client.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { GrantRefused, promptSha256, ReceiptRefused, verifyReceipt, verifyRenderGrant } from "@cameo/client";

const vectors = (name) => JSON.parse(readFileSync(new URL(`${process.env.VECTORS}/${name}.json`, "file://")));
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

async function failure(verified, refused) {
  try {
    await verified;
    return null;
  } catch (error) {
    assert(error instanceof refused, String(error));
    return error.failure;
  }
}

const grants = vectors("render_grant");
const keys = [{ kid: grants.kid, publicKey: bytes(grants.public_key_hex) }];
const expected = { audience: grants.expect.audience, holder: grants.expect.holder, job: grants.expect.job, promptSha256: await promptSha256(grants.expect.prompt) };

for (const vector of grants.vectors) {
  test(`render grant: ${vector.name}`, async () => {
    const said = verifyRenderGrant(bytes(vector.envelope_hex), keys, { ...expected, nowUs: BigInt(vector.now_us) });
    assert.equal(await failure(said, GrantRefused), vector.failure);
  });
}

const good = bytes(grants.vectors[0].envelope_hex);
const nowUs = BigInt(grants.vectors[0].now_us);

test("render grant: any flipped bit is refused", async () => {
  for (let bit = 0; bit < good.length * 8; bit += 1) {
    const changed = good.slice();
    changed[bit >> 3] ^= 1 << (bit & 7);
    assert.notEqual(await failure(verifyRenderGrant(changed, keys, { ...expected, nowUs }), GrantRefused), null, `bit ${bit}`);
  }
});

test("render grant: a key that was revoked, or did not sign then, signs nothing", async () => {
  for (const [more, why] of [[{ revokedUs: 1n }, "KEY_REVOKED"], [{ notBeforeUs: nowUs + 1n }, "KEY_OUT_OF_TIME"], [{ notAfterUs: nowUs }, "KEY_OUT_OF_TIME"]]) {
    assert.equal(await failure(verifyRenderGrant(good, [{ ...keys[0], ...more }], { ...expected, nowUs }), GrantRefused), why);
  }
});

const receipts = vectors("receipt");
for (const vector of receipts.vectors) {
  test(`receipt: ${vector.name}`, async () => {
    assert.equal(await failure(verifyReceipt(vector.proven, receipts.vkey), ReceiptRefused), vector.failure);
  });
}
