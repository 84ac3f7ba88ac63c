import { act, ask, Refused } from "../api";
import { type Consent, type NetMove, type Restrictions, type SealedRecord } from "../contract";
import { h } from "../dom";
import { text, textOfCode, when } from "../messages";
import { actor, askingTwice, facts, paragraph, part } from "../parts";
import { grantCards } from "./access";
import { erasePart, keepReceipt, receipt } from "./erase";
import { movedPart } from "./moved";
import { restrictionsPart } from "./restrictions";

/** The first page: how things stand, and how to stop them. */
export async function likenessPage(again: () => void): Promise<Node[]> {
  keepReceipt();
  try {
    return await standing(again);
  } catch (error) {
    // For a minute after an erasure the account is still known as that of a person who is gone.
    if (error instanceof Refused && error.reason === "UNKNOWN_SUBJECT") return [part("erase.gone", paragraph("erase.goneWords"), ...(await receipt(again)))];
    throw error;
  }
}

async function standing(again: () => void): Promise<Node[]> {
  const [consent, restricted, exported] = await Promise.all([
    ask<Consent>("ConsentService/GetConsent"),
    ask<{ restrictions?: Restrictions }>("RestrictionService/GetRestrictions"),
    ask<{ kept?: { sealed?: readonly SealedRecord[]; netMoves?: readonly NetMove[] } }>("HistoryService/ExportSubject"),
  ]);
  const isEnrolled = Boolean(consent.assurance);
  const record = h("p", {}, h("a", { href: "#record", class: isEnrolled ? "button" : "button main" }, text(isEnrolled ? "likeness.again" : "likeness.record")));
  const state = [
    consent.state === "SUBJECT_STATE_SUSPENDED" && paragraph("likeness.suspended"),
    consent.frozen === true && h("p", { class: "trouble" }, text("likeness.frozen")),
    paragraph(isEnrolled ? "likeness.recorded" : "likeness.none"),
    facts(
      ["likeness.handle", consent.handle ? `@${consent.handle}` : text("likeness.noHandle")],
      isEnrolled && ["likeness.assurance", textOfCode("assurance", consent.assurance ?? "")],
      isEnrolled && ["likeness.expires", when(consent.enrollmentExpireTime, text("likeness.noEnd"))],
      ["likeness.audience", textOfCode("audience", consent.effectiveAudience ?? "AUDIENCE_NOBODY")],
    ),
    record,
  ];
  return [
    part("likeness.state", ...state.map((node) => node || undefined)),
    ...movedPart(exported.kept?.netMoves ?? [], again),
    part("access.people", grantCards(consent, again)),
    part("likeness.stopAll", stop(consent, again)),
    ...(isEnrolled ? [part("reference.title", ...reference(exported.kept?.sealed ?? []))] : []),
    restrictionsPart(restricted.restrictions ?? {}, again),
    await erasePart(again),
  ];
}

const REFERENCES = ["likeness_reference.face", "likeness_reference.voice"] as const;

/** What a generator gets once a render is allowed. It is sealed: no page shows it. */
function reference(sealed: readonly SealedRecord[]): HTMLElement[] {
  const found = REFERENCES.flatMap((kind) => {
    const one = sealed.find((record) => record.kind === kind);
    return one ? [[`reference.${kind}` as const, text("reference.since", { time: when(one.createTime, "") })] as const] : [];
  });
  return found.length ? [paragraph("reference.words"), facts(...found)] : [paragraph("reference.none")];
}

function stop(consent: Consent, again: () => void): HTMLElement {
  if (consent.frozen) {
    return actor(text("likeness.resume"), async () => {
      await act("ConsentService/UnfreezeLikeness", {});
      return text("likeness.resumed");
    }, again);
  }
  const freeze = async (): Promise<string> => {
    await act("ConsentService/FreezeLikeness", {});
    return text("likeness.stopped");
  };
  return askingTwice(text("likeness.stopAll"), text("likeness.stopAllAsk"), text("likeness.stopAllYes"), freeze, again);
}
