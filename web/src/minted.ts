// What opens the recorder: a session, and the token that was made for it and for this page.
import "./capture/element";

/** The reply of MintCaptureToken. */
export interface Minted {
  readonly token: string;
  readonly mayAskForColours?: boolean;
}

/** A recorder that is not shown yet. */
export function recorderOf(session: string, { token, mayAskForColours = false }: Minted): HTMLElement {
  const recorder = document.createElement("cameo-capture");
  recorder.setAttribute("session", session);
  recorder.setAttribute("token", token);
  recorder.toggleAttribute("colours", mayAskForColours);
  return recorder;
}
