import { act, ask, Refused } from "../api";
import { type Erasure } from "../contract";
import { h } from "../dom";
import { cameBack } from "../journey";
import { text, textOfCode, when } from "../messages";
import { actor, askingTwice, button, facts, paragraph, part, tell, wordsOf } from "../parts";
import "../capture/element";

const KEPT = "cameo-erasure";
const START = "EnrollmentService/StartOwnerVerification";
const MINT = "EnrollmentService/MintCaptureToken";
const ERASE = "ErasureService/EraseSubject";

/** Erasing everything, and the receipt of an erasure that was begun in this browser. */
export async function erasePart(again: () => void): Promise<HTMLElement> {
  const place = h("div", {});
  const started = cameBack(START);
  const minted = cameBack(MINT);
  if (started) void verify(place, (started.reply as { sessionId: string }).sessionId, again);
  else if (minted) record(place, (minted.request as { sessionId: string }).sessionId, (minted.reply as { token: string }).token, again);
  else place.append(...(await receipt(again)), askingTwice(text("erase.erase"), text("erase.ask"), text("erase.yes"), () => erase(place, again), () => undefined));
  return part("erase.title", paragraph("erase.words"), place);
}

async function erase(place: HTMLElement, again: () => void): Promise<string> {
  try {
    const { erasureId } = await act<{ erasureId: string }>(ERASE, { effect: "STOP_EFFECT_DELETE_ALL" });
    kept(erasureId);
    again();
    return text("erase.done");
  } catch (error) {
    if (!(error instanceof Refused) || error.reason !== "OWNER_VERIFICATION_NEEDED") throw error;
    const { sessionId } = await act<{ sessionId: string }>(START, { act: "OWNER_ACT_ERASE" });
    await verify(place, sessionId, again);
    return text("erase.verify");
  }
}

async function verify(place: HTMLElement, sessionId: string, again: () => void): Promise<void> {
  try {
    const { token } = await ask<{ token: string }>(MINT, { sessionId, origin: location.origin });
    record(place, sessionId, token, again);
  } catch (error) {
    tell(wordsOf(error), true);
  }
}

/** The recorder, in place of the buttons: the page is not shown again before it is over. */
function record(place: HTMLElement, session: string, token: string, again: () => void): void {
  const recorder = document.createElement("cameo-capture");
  recorder.setAttribute("session", session);
  recorder.setAttribute("token", token);
  const onward = h("p", { class: "row" });
  recorder.addEventListener("cameo-verdict", (event) => {
    const { state } = (event as CustomEvent<{ state: string }>).detail;
    if (state === "ENROLLMENT_STATE_PASSED") onward.replaceChildren(actor(text("erase.now"), () => erase(place, again), () => undefined, "danger"));
    if (state === "ENROLLMENT_STATE_FAILED") onward.replaceChildren(button(text("app.again"), again));
  });
  place.replaceChildren(paragraph("erase.verify"), recorder, onward);
}

/** Of an erasure that was confirmed at the identity provider. */
export function keepReceipt(): void {
  const back = cameBack(ERASE);
  if (back) kept((back.reply as { erasureId: string }).erasureId);
}

function kept(erasureId: string): void {
  localStorage.setItem(KEPT, erasureId);
}

/** The receipt that this browser keeps, and what became of it since. */
export async function receipt(again: () => void): Promise<Node[]> {
  const erasureId = localStorage.getItem(KEPT);
  if (!erasureId) return [];
  try {
    const found = await ask<Erasure>("ErasureService/GetErasure", { erasureId });
    const forget = button(text("erase.forget"), () => {
      localStorage.removeItem(KEPT);
      again();
    });
    const file = { erasureId, ...found };
    const link = h("a", { class: "button", download: `erasure-${erasureId}.json`, href: `data:application/json,${encodeURIComponent(JSON.stringify(file, null, 1))}` }, text("erase.save"));
    return [
      h(
        "div",
        { class: "card" },
        h("h3", {}, text("erase.receipt")),
        facts(["erase.state", textOfCode("erasure", found.state ?? "")], ["erase.at", when(found.eraseTime, "")], ["erase.final", when(found.finalTime, text("erase.notYet"))], ["erase.id", erasureId]),
        h("div", { class: "row" }, link, forget),
      ),
    ];
  } catch (error) {
    return [h("p", { class: "trouble" }, wordsOf(error))];
  }
}
