import { act, ask, Refused } from "../api";
import { h } from "../dom";
import { cameBack } from "../journey";
import { language, text, type MessageKey } from "../messages";
import { recorderOf, type Minted } from "../minted";
import { button, paragraph, part, tell, wordsOf } from "../parts";
import { handOver } from "./handover";
import { chosenLanguage, languageChoice } from "./languages";

const START = "EnrollmentService/StartEnrollment";
const MINT = "EnrollmentService/MintCaptureToken";
const NOTICE_VERSION = "studio-1";
const PURPOSES: readonly (readonly [string, MessageKey])[] = [
  ["PURPOSE_FACE_TEMPLATE", "record.face"],
  ["PURPOSE_VOICE_TEMPLATE", "record.voice"],
  ["PURPOSE_REFERENCE_MEDIA", "record.media"],
];
const NEEDED = ["PURPOSE_FACE_TEMPLATE", "PURPOSE_VOICE_TEMPLATE"];

/** The notice, a yes to each purpose, the language to answer in, and the recorder. */
export async function recordPage(): Promise<Node[]> {
  const languages = await languageChoice();
  const place = h("div", {});
  const boxes = PURPOSES.map(([purpose, key]) => h("label", { class: "choice" }, h("input", { type: "checkbox", name: purpose }), text(key)));
  const form = h(
    "form",
    {
      name: "purposes",
      submit: (event) => {
        event.preventDefault();
        void begin(place, new FormData(form), chosenLanguage(form));
      },
    },
    paragraph("record.notice"),
    ...boxes,
    languages,
    h("button", { class: "main" }, text("record.next")),
  );
  place.append(form);
  goOn(place);
  return [part("record.title", paragraph("record.words"), place)];
}

/** The exact text that was shown, which the consent record names by its digest. */
async function digestOfNotice(): Promise<string> {
  const shown = [text("record.notice"), ...PURPOSES.map(([, key]) => text(key))].join("\n");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(shown));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

async function begin(place: HTMLElement, fields: FormData, challengeLanguage: string): Promise<void> {
  if (!NEEDED.every((purpose) => fields.has(purpose))) {
    tell(text("record.needed"), true);
    return;
  }
  try {
    const consentRecord = {
      purposes: PURPOSES.map(([purpose]) => ({ purpose, granted: fields.has(purpose) })),
      noticeVersion: NOTICE_VERSION,
      locale: language.tag,
      textSha256: await digestOfNotice(),
      consentTime: new Date().toISOString(),
    };
    const { sessionId } = await act<{ sessionId: string }>(START, { consentRecord, challengeLanguage });
    await open(place, sessionId);
  } catch (error) {
    tell(error instanceof Refused && error.reason === "TOO_MANY_ENROLLMENTS" ? text("record.tooMany") : wordsOf(error), true);
  }
}

async function open(place: HTMLElement, sessionId: string): Promise<void> {
  show(place, sessionId, await ask<Minted>(MINT, { sessionId, origin: location.origin }));
}

function show(place: HTMLElement, sessionId: string, minted: Minted): void {
  const capture = h("div", {});
  capture.append(recorder(sessionId, minted, place));
  place.replaceChildren(capture);
  tell("");
}

/** Goes on where the person left for their identity provider, which each of the two calls may ask for. */
function goOn(place: HTMLElement): void {
  const started = cameBack(START);
  const minted = cameBack(MINT);
  if (minted) show(place, (minted.request as { sessionId: string }).sessionId, minted.reply as Minted);
  else if (started) void open(place, (started.reply as { sessionId: string }).sessionId).catch((error: unknown) => tell(wordsOf(error), true));
}

function recorder(session: string, minted: Minted, place: HTMLElement): HTMLElement {
  const element = recorderOf(session, minted);
  const onward = h("p", { class: "row" });
  const phone = h("div", {});
  // While it is recorded, and once the session is over, there is nothing that a phone could go on with.
  element.addEventListener("cameo-prompt", () => {
    phone.hidden = true;
  });
  element.addEventListener("cameo-verdict", (event) => {
    const { state } = (event as CustomEvent<{ state: string }>).detail;
    phone.hidden = state !== "ENROLLMENT_STATE_RETRY";
    if (state === "ENROLLMENT_STATE_PASSED") onward.replaceChildren(h("a", { href: "#likeness", class: "button main" }, text("record.done")));
    if (state === "ENROLLMENT_STATE_FAILED") onward.replaceChildren(restart(place));
  });
  element.addEventListener("cameo-problem", (event) => {
    const { problem } = (event as CustomEvent<{ problem: string }>).detail;
    const isOver = ["over", "used", "notHere"].includes(problem);
    phone.hidden = isOver;
    onward.replaceChildren(...(isOver ? [restart(place)] : []));
  });
  const all = h("div", {});
  const over = (state: string): void => {
    if (state === "ENROLLMENT_STATE_PASSED") location.assign("#likeness");
    else place.replaceChildren(paragraph("record.over"), restart(place));
  };
  phone.append(handOver(session, minted, all, over));
  all.append(element, onward, phone);
  return all;
}

function restart(place: HTMLElement): HTMLElement {
  return button(text("record.restart"), () => void recordPage().then((page) => place.closest("section")?.replaceWith(...page)), "main");
}
