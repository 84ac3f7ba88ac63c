// "Show that it is you": some acts need the enrolled person, live, a moment before. The recorder stands above the page.
import { act, ask } from "../api";
import { h } from "../dom";
import { cameBack } from "../journey";
import { text } from "../messages";
import { actor, button, paragraph, part, tell, wordsOf } from "../parts";
import { recorderOf, type Minted } from "../minted";
import { chosenLanguage, languageChoice } from "./languages";

const NEEDS: Record<string, string> = {
  "ConsentService/SetAudience": "OWNER_ACT_WIDEN_TO_EVERYONE",
  "ErasureService/EraseSubject": "OWNER_ACT_ERASE",
};
/** All other acts that need it grant advertising. */
const GRANTS = "OWNER_ACT_GRANT_AD";
const START = "EnrollmentService/StartOwnerVerification";
const MINT = "EnrollmentService/MintCaptureToken";
const place = h("div", {});

/** Where the recorder stands. It outlives the page below it. */
export function verificationPlace(): HTMLElement {
  return place;
}

/** Nothing is asked any more: the person went to another page. */
export function clearVerification(): void {
  place.replaceChildren();
}

/** Goes on where the person left for their identity provider. */
export function resumeVerification(): void {
  const started = cameBack(START);
  const minted = cameBack(MINT);
  if (minted) record((minted.request as { sessionId: string }).sessionId, minted.reply as Minted);
  else if (started) void open((started.reply as { sessionId: string }).sessionId).catch((error: unknown) => tell(wordsOf(error), true));
}

/** Offers the recorder for an act that was refused without it; the person repeats the act then. */
export function offerVerification(method: string): void {
  offer(NEEDS[method] ?? GRANTS);
}

function offer(owner: string): void {
  const choice = h("div", {});
  // Without an answer there is no choice, and the recording is asked in English.
  const offered = languageChoice().then((languages) => languages && choice.append(languages), () => undefined);
  const start = async (): Promise<string> => {
    await offered;
    const { sessionId } = await act<{ sessionId: string }>(START, { act: owner, challengeLanguage: chosenLanguage(choice) });
    await open(sessionId);
    return "";
  };
  shown(paragraph("verify.words"), choice, actor(text("verify.start"), start, () => undefined, "main"));
}

async function open(sessionId: string): Promise<void> {
  record(sessionId, await ask<Minted>(MINT, { sessionId, origin: location.origin }));
}

function record(session: string, minted: Minted): void {
  const recorder = recorderOf(session, minted);
  recorder.addEventListener("cameo-verdict", (event) => {
    const { state } = (event as CustomEvent<{ state: string }>).detail;
    if (state === "ENROLLMENT_STATE_PASSED") shown(paragraph("verify.passed"));
  });
  shown(recorder);
}

function shown(...content: HTMLElement[]): void {
  const close = button(text("app.cancel"), () => place.replaceChildren());
  place.replaceChildren(part("verify.title", ...content, h("p", { class: "row" }, close)));
  place.scrollIntoView({ block: "nearest" });
}
