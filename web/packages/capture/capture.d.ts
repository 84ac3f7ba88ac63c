/** Which part of the recorder could not go on; the page that holds it may offer another way. */
export type CameoProblem = { readonly problem: string; readonly reason?: string; readonly message?: string };

/** The state of the session after an attempt, such as ENROLLMENT_STATE_PASSED. */
export type CameoVerdict = { readonly state: string; readonly attemptsLeft?: number };

/** <cameo-capture session="..." token="..." socket="wss://studio.example/record" colours>. */
export declare class CaptureElement extends HTMLElement {}

declare global {
  interface HTMLElementTagNameMap {
    "cameo-capture": CaptureElement;
  }
  interface HTMLElementEventMap {
    "cameo-prompt": CustomEvent<unknown>;
    "cameo-verdict": CustomEvent<CameoVerdict>;
    "cameo-problem": CustomEvent<CameoProblem>;
  }
}
