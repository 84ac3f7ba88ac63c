import { act, ask } from "../api";
import { type Consent } from "../contract";
import { h } from "../dom";
import { text, textOfCode, when } from "../messages";
import { actor, askingTwice, facts, paragraph, part } from "../parts";
import { grantCards } from "./access";

/** The first page: how things stand, and how to stop them. */
export async function likenessPage(again: () => void): Promise<Node[]> {
  const consent = await ask<Consent>("ConsentService/GetConsent");
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
  return [part("likeness.state", ...state.map((node) => node || undefined)), part("access.people", grantCards(consent, again)), part("likeness.stopAll", stop(consent, again))];
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
