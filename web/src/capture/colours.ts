// Soft colours around the picture, one after the other, while a prompt asks a person to look at them. Less than one
// change a second, and no hard ones: nothing flashes.
import type { Prompt } from "./stream";

/** As long as the service counts on (enrollment_service.proto). */
const COLOUR_MS = 1100;

export class Colours {
  private timer = 0;

  /** region: holds the recorder, and what shines behind it. The shades stand in the style sheet. */
  constructor(private readonly region: HTMLElement) {}

  /** Shows those of a prompt for colours. Any other prompt ends them. */
  show(prompt: Prompt): void {
    this.end();
    if (prompt.kind === "PROMPT_KIND_COLOURS") this.next((prompt.text ?? "").split(" "), performance.now());
  }

  end(): void {
    window.clearTimeout(this.timer);
    this.region.removeAttribute("data-colour");
  }

  /** Each ends when it should by the first, whatever a busy page made the one before it last. */
  private next([colour, ...later]: readonly string[], from_ms: number): void {
    if (!colour) {
      this.end();
      return;
    }
    this.region.dataset["colour"] = colour;
    const until_ms = from_ms + COLOUR_MS;
    this.timer = window.setTimeout(() => this.next(later, until_ms), until_ms - performance.now());
  }
}
