// Hand-over to a phone: the link holds one session and its capture token, which open nothing else and end with it.
import { ask, qrOf } from "../api";
import { h } from "../dom";
import { text } from "../messages";
import { button, paragraph, part, tell, wordsOf } from "../parts";
import { drawn } from "../qr";
import { recorderOf, type Minted } from "../minted";

const PHONE = "#phone/";
/** Behind the token, where the person may be asked to look at colours. */
const COLOURS = "colours";
const LOOK_MS = 2000;
const OPEN = ["CREATED", "RECORDING", "RETRY", "ABANDONED", "JUDGING"].map((name) => `ENROLLMENT_STATE_${name}`);

/** A button that puts a link and a QR code in place of the recorder. done: called when the phone's session is over. */
export function handOver(session: string, { token, mayAskForColours }: Minted, place: HTMLElement, done: (state: string) => void): HTMLElement {
  return button(text("handover.offer"), () => {
    const link = `${location.origin}/${PHONE}${session}/${token}${mayAskForColours ? `/${COLOURS}` : ""}`;
    qrOf(link)
      .then((rows) => {
        const words = h("p", { role: "status" }, text("handover.waiting"));
        place.replaceChildren(paragraph("handover.words"), drawn(rows, text("handover.code")), h("p", {}, h("a", { href: link, class: "wrap" }, text("handover.link"))), words);
        watch(session, place, done);
      })
      .catch((error: unknown) => tell(wordsOf(error), true));
  });
}

/** Looks how the session stands while the code is shown. */
function watch(session: string, place: HTMLElement, done: (state: string) => void): void {
  const look = (): void => {
    if (!place.isConnected) return;
    ask<{ state: string }>("EnrollmentService/GetEnrollment", { sessionId: session })
      .then(({ state }) => {
        if (OPEN.includes(state)) setTimeout(look, LOOK_MS);
        else done(state);
      })
      .catch((error: unknown) => tell(wordsOf(error), true));
  };
  setTimeout(look, LOOK_MS);
}

/** The page that such a link opens, where no person has to sign in; undefined for any other address. */
export function phonePage(): Node[] | undefined {
  if (!location.hash.startsWith(PHONE)) return undefined;
  const [session = "", token = "", more] = location.hash.slice(PHONE.length).split("/");
  // The link is a key: it does not stay in the address.
  history.replaceState(null, "", `${location.pathname}#phone`);
  const recorder = recorderOf(session, { token, mayAskForColours: more === COLOURS });
  const onward = h("p", { role: "status" });
  recorder.addEventListener("cameo-verdict", (event) => {
    const { state } = (event as CustomEvent<{ state: string }>).detail;
    if (!OPEN.includes(state)) onward.textContent = text("handover.back");
  });
  return [part("handover.title", paragraph("handover.phone"), recorder, onward)];
}
