// Verifies render grants offline, as cameo_client does in Python; proto/testvectors/render_grant.json judges both.
import { fromBinary, isFieldSet, toBinary, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import { equal, isSigned, joined, sha256, utf8 } from "./bytes.js";
import { GrantedSubjectSchema, RenderGrantClaimsSchema, RenderGrantEnvelopeSchema, type GrantedSubject as Subject, type RenderGrantClaims as Claims } from "./gen/cameo/v1/render_grant_pb.js";
import { Modality, Use } from "./gen/cameo/v1/terms_pb.js";

type Whole<T> = { readonly [Name in keyof T]-?: NonNullable<T[Name]> };
export type GrantedSubject = Whole<Subject>;
/** What a verified grant says: each claim is there. */
export type RenderGrantClaims = Omit<Whole<Claims>, "subjects"> & { readonly subjects: readonly GrantedSubject[] };
export type GrantFailure =
  | "MALFORMED"
  | "UNKNOWN_KEY"
  | "KEY_REVOKED"
  | "KEY_OUT_OF_TIME"
  | "BAD_SIGNATURE"
  | "BAD_CLAIMS"
  | "WRONG_AUDIENCE"
  | "WRONG_HOLDER"
  | "WRONG_JOB"
  | "WRONG_PROMPT"
  | "NOT_YET_VALID"
  | "EXPIRED";

/** The grant does not allow this job now: do not render. */
export class GrantRefused extends Error {
  constructor(readonly failure: GrantFailure) {
    super(`render grant refused: ${failure}`);
  }
}

/** One key of GetVerificationKeys. Times in UTC microseconds; undefined: it still signs, it was not revoked. */
export interface VerificationKey {
  readonly kid: string;
  readonly publicKey: Uint8Array;
  readonly notBeforeUs?: bigint;
  readonly notAfterUs?: bigint;
  readonly revokedUs?: bigint;
}

/** holder: this workload's identity; undefined if that is the service id. promptSha256: of the exact UTF-8 bytes. */
export interface Expected {
  readonly audience: string;
  readonly holder?: string;
  readonly job: string;
  readonly promptSha256: Uint8Array;
  readonly nowUs: bigint;
}

/** How far this machine's clock may be behind the signer's. Expiry has no tolerance. */
export const CLOCK_SKEW_US = 5_000_000n;
export const LONGEST_RENDER_GRANT_US = 300_000_000n;
const LONGEST_ENVELOPE_BYTES = 8192;
const MOST_SUBJECTS = 16;
const CONTEXT = utf8("cameo-render-grant/v1");
const ID_BYTES = 16;
const HASH_BYTES = 32;

/** The claims of a grant that allows this job now. Throws GrantRefused for every other one. */
export async function verifyRenderGrant(envelope: Uint8Array, keys: readonly VerificationKey[], expected: Expected): Promise<RenderGrantClaims> {
  const claims = await openRenderGrant(envelope, keys);
  const holds: readonly (readonly [boolean, GrantFailure])[] = [
    [claims.audience === expected.audience, "WRONG_AUDIENCE"],
    [claims.holder === (expected.holder ?? expected.audience), "WRONG_HOLDER"],
    [claims.job === expected.job, "WRONG_JOB"],
    [equal(claims.promptSha256, expected.promptSha256), "WRONG_PROMPT"],
    [claims.issuedUs <= expected.nowUs + CLOCK_SKEW_US, "NOT_YET_VALID"],
    [expected.nowUs < claims.expiresUs, "EXPIRED"],
  ];
  for (const [isSo, failure] of holds) if (!isSo) throw new GrantRefused(failure);
  return claims;
}

/** The digest of a prompt, for `Expected`. */
export function promptSha256(prompt: string): Promise<Uint8Array> {
  return sha256(utf8(prompt));
}

/** The signature first, then exactly the bytes that it covers. */
async function openRenderGrant(envelope: Uint8Array, keys: readonly VerificationKey[]): Promise<RenderGrantClaims> {
  if (envelope.length > LONGEST_ENVELOPE_BYTES) throw new GrantRefused("MALFORMED");
  const sealed = parsed(RenderGrantEnvelopeSchema, envelope, "MALFORMED");
  const key = keys.find((one) => one.kid === sealed.kid);
  if (!key) throw new GrantRefused("UNKNOWN_KEY");
  const kid = utf8(sealed.kid);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, kid.length);
  if (!(await isSigned(key.publicKey, sealed.sig, joined(CONTEXT, length, kid, sealed.claims)))) throw new GrantRefused("BAD_SIGNATURE");
  const claims = complete(parsed(RenderGrantClaimsSchema, sealed.claims, "BAD_CLAIMS"));
  if (!claims || !isInRange(claims)) throw new GrantRefused("BAD_CLAIMS");
  if (key.revokedUs !== undefined) throw new GrantRefused("KEY_REVOKED");
  const isTooLate = key.notAfterUs !== undefined && claims.issuedUs >= key.notAfterUs;
  if (claims.issuedUs < (key.notBeforeUs ?? 0n) || isTooLate) throw new GrantRefused("KEY_OUT_OF_TIME");
  return claims;
}

/** Only the bytes that the message itself is written as: no unknown field, and none twice. */
function parsed<T extends DescMessage>(schema: T, bytes: Uint8Array, failure: GrantFailure): MessageShape<T> {
  let message: MessageShape<T>;
  try {
    message = fromBinary(schema, bytes);
  } catch {
    throw new GrantRefused(failure);
  }
  if (!equal(toBinary(schema, message, { writeUnknownFields: false }), bytes)) throw new GrantRefused(failure);
  return message;
}

/** The claims, if each of them, and each of a subject, is there. */
function complete(claims: Claims): RenderGrantClaims | undefined {
  const single = RenderGrantClaimsSchema.fields.filter((field) => field.fieldKind !== "list");
  const isThere = single.every((field) => isFieldSet(claims, field));
  const areThere = claims.subjects.every((subject) => GrantedSubjectSchema.fields.every((field) => isFieldSet(subject, field)));
  return isThere && areThere ? (claims as RenderGrantClaims) : undefined;
}

function isInRange(claims: RenderGrantClaims): boolean {
  const lives = claims.expiresUs - claims.issuedUs;
  const subjects = new Set(claims.subjects.map((subject) => subject.subjectId.join()));
  const modalities = claims.modalities;
  const isRising = modalities.every((modality, at) => at === 0 || modality > (modalities[at - 1] ?? 0));
  return (
    claims.deployment.length === ID_BYTES &&
    claims.incarnation >= 1n &&
    [claims.audience, claims.holder, claims.job].every(Boolean) &&
    claims.grantId.length === ID_BYTES &&
    claims.promptSha256.length === HASH_BYTES &&
    isIdOrNone(claims.requester) &&
    subjects.size === claims.subjects.length &&
    subjects.size >= 1 &&
    subjects.size <= MOST_SUBJECTS &&
    claims.subjects.every(isSubjectInRange) &&
    modalities.length > 0 &&
    isRising &&
    modalities.every((modality) => [Modality.FACE, Modality.VOICE].includes(modality)) &&
    [Use.PRIVATE, Use.PUBLISH, Use.REMIX, Use.AD].includes(claims.use) &&
    claims.issuedUs >= 1n &&
    claims.globalEpoch >= 0n &&
    lives > 0n &&
    lives <= LONGEST_RENDER_GRANT_US
  );
}

function isSubjectInRange(subject: GrantedSubject): boolean {
  return (
    subject.subjectId.length === ID_BYTES &&
    subject.enrollmentId.length === ID_BYTES &&
    subject.enrollmentVersion >= 1n &&
    subject.ownerEpoch >= 0n &&
    subject.pairEpoch >= 0n &&
    isIdOrNone(subject.grantId)
  );
}

function isIdOrNone(id: Uint8Array): boolean {
  return id.length === 0 || id.length === ID_BYTES;
}

