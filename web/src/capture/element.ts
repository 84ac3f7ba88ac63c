// <cameo-capture session token socket [colours]>: opens the camera, asks what the service asks, and says how it went.
// With colours the person may be asked to look at some, and may say no beforehand.
//
// Events, all of which bubble: cameo-prompt (detail: the prompt), cameo-verdict (detail: the verdict), cameo-problem
// (detail: problem, and the reason and message of a refusal). Theming: --cameo-accent, --cameo-on-accent, --cameo-surface, --cameo-text, --cameo-radius.
import { h } from "../dom";
import { nameOfLanguage, text, type MessageKey } from "../messages";
import style from "./capture.css?inline";
import { showHowClose } from "./closer";
import { Colours } from "./colours";
import { cameras, close, idOf, openDevices } from "./devices";
import { formatOfThisBrowser } from "./formats";
import { helpOf } from "./help";
import { problemOfBrowser, problemOfCamera, problemOfRefusal, type Problem } from "./problems";
import { RecordingStream, seconds, type Prompt, type Verdict } from "./stream";
import { Surroundings, type Advice } from "./surroundings";

const COUNT_MS = 100;
/** Has words of its own; in every other language digits are shown, to be said one by one. */
const ENGLISH = "en";
const NUMERALS = /^[0-9 ]+$/;
/** After these, the same session may be tried again. */
const REPEATABLE: readonly Problem[] = ["denied", "noCamera", "noMicrophone", "busy", "unopened", "gone", "network", "slow", "late", "running", "replaced", "busyService", "quota", "stopping", "interrupted", "away", "other"];

export class CaptureElement extends HTMLElement {
  private readonly video = h("video", { muted: true, playsinline: true, autoplay: true, "aria-hidden": "true", tabindex: "-1" });
  private readonly stage = h("div", { class: "stage", hidden: true }, this.video, h("div", { class: "oval" }));
  private readonly panel = h("div", { class: "panel" });
  private readonly region = h("div", { role: "region", "aria-label": text("capture.label") }, h("div", { class: "light" }), this.stage, this.panel);
  private readonly colours = new Colours(this.region);
  private readonly colourChoice = h("input", { type: "checkbox", checked: !window.matchMedia("(prefers-reduced-motion: reduce)").matches });
  private readonly words = h("div", { class: "prompt", role: "status", "aria-live": "assertive", "aria-atomic": "true", tabindex: "-1" });
  private readonly hint = h("p", { class: "hint", role: "status", "aria-live": "polite" });
  private readonly left = h("progress", { "aria-label": text("capture.time") });
  private readonly meter = h("meter", { min: "0", max: "1", low: "0.02", high: "0.9", optimum: "0.4" });
  private media: MediaStream | undefined;
  private surroundings: Surroundings | undefined;
  private stream: RecordingStream | undefined;
  private counting = 0;
  private serviceHint = "";

  connectedCallback(): void {
    if (!this.shadowRoot) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      root.append(this.region);
      this.video.muted = true;
    }
    const problem = problemOfBrowser();
    if (problem) this.fail(problem);
    else this.offerCamera();
  }

  disconnectedCallback(): void {
    this.stream?.cancel();
    this.closeCamera();
  }

  private offerCamera(): void {
    this.show("capture.ready", button("capture.open", () => void this.openCamera(), true));
  }

  private async openCamera(device?: string): Promise<void> {
    this.show("capture.opening");
    this.closeCamera();
    try {
      this.media = await openDevices(this.video, device);
    } catch (error) {
      close(this.video.srcObject);
      const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
      const has = (kind: string): boolean => devices.some((found) => found.kind === kind);
      const reason = error instanceof Error ? error.name : "";
      this.fail(problemOfCamera(error, has("videoinput"), has("audioinput")), reason);
      return;
    }
    if (!this.isConnected) {
      this.closeCamera();
      return;
    }
    for (const track of this.media.getTracks()) track.addEventListener("ended", () => this.loseDevice());
    this.stage.hidden = false;
    this.surroundings = new Surroundings(this.media, this.video, (level, advice) => this.advise(level, advice));
    await this.offerStart();
  }

  /** A track ends by itself when its device is unplugged, or the permission is taken back. */
  private loseDevice(): void {
    this.stream?.cancel();
    this.fail("gone");
  }

  private async offerStart(): Promise<void> {
    const found = await cameras();
    const choice = h("select", { change: (event) => void this.openCamera((event.target as HTMLSelectElement).value) });
    for (const [number, camera] of found.entries()) {
      const option = h("option", { value: camera.deviceId }, camera.label || `${text("capture.camera")} ${number + 1}`);
      option.selected = camera.deviceId === idOf(this.media);
      choice.append(option);
    }
    this.show(
      "capture.ready",
      h("p", {}, text("capture.near")),
      this.hint,
      row(found.length > 1 && h("label", {}, text("capture.camera"), choice), this.level()),
      this.hasAttribute("colours") && h("label", { class: "choice" }, this.colourChoice, text("capture.colours")),
      button("capture.start", () => this.record(), true),
    );
  }

  private level(): HTMLElement {
    return h("label", {}, text("capture.level"), this.meter);
  }

  private record(): void {
    const format = formatOfThisBrowser();
    if (!this.media || !format) return;
    const socket = this.getAttribute("socket") ?? `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/record`;
    const showsColours = this.hasAttribute("colours") && this.colourChoice.checked;
    const opening = { socket, session: this.getAttribute("session") ?? "", token: this.getAttribute("token") ?? "", format, showsColours };
    this.say(h("p", {}, text("capture.connecting")));
    this.stream = new RecordingStream(opening, this.media, {
      waiting: (position, estimate_s) => this.wait(position, estimate_s),
      recording: () => this.hold(),
      prompt: (prompt) => this.ask(prompt),
      hint: (said) => {
        this.serviceHint = said;
        this.advise(this.meter.value, undefined);
      },
      judging: () => this.judge(),
      verdict: (verdict) => this.tell(verdict),
      refused: (reason, message) => this.fail(problemOfRefusal(reason, message), reason, message),
      slow: () => this.fail("slow"),
      lost: (code) => this.fail("network", "", code),
    });
  }

  private wait(position: number, estimate_s: number): void {
    this.say(h("p", {}, text("capture.waiting", { position, seconds: estimate_s })));
  }

  private hold(): void {
    this.serviceHint = "";
    this.hint.textContent = "";
    this.classList.add("recording");
    this.region.classList.add("recording");
    this.say(h("p", {}, text("capture.hold")));
    // A small screen must show the words whole: they change while the person looks at them.
    this.scrollIntoView({ block: "start" });
  }

  private ask(prompt: Prompt): void {
    const window_s = seconds(prompt.window);
    const isSaid = prompt.kind === "PROMPT_KIND_SAY";
    const said = h("p", { class: "words", ...(isSaid && prompt.language ? { lang: prompt.language, dir: "auto" } : {}) }, promptText(prompt));
    this.say(...(isSaid ? [h("p", {}, howToSay(prompt))] : []), said);
    showHowClose(this.stage, prompt);
    this.colours.show(prompt);
    this.surroundings?.expectSpeech(isSaid || prompt.kind === "PROMPT_KIND_SPEAK");
    const ends = performance.now() + window_s * 1000;
    window.clearInterval(this.counting);
    this.counting = window.setInterval(() => {
      this.left.value = Math.max(0, (ends - performance.now()) / 1000);
    }, COUNT_MS);
    this.left.max = this.left.value = window_s;
    this.left.hidden = false;
    this.emit("cameo-prompt", prompt);
  }

  /** The place of the words stays where it is: a screen reader tells what changes in it, and misses what is put in anew. */
  private say(...content: Node[]): void {
    if (!this.words.isConnected) {
      this.left.hidden = true;
      this.words.replaceChildren();
      const hadFocus = this.hasFocus;
      this.panel.replaceChildren(this.words, row(this.left), this.hint, row(this.level()));
      this.scrollIntoView({ block: "start" });
      if (hadFocus) this.words.focus({ preventScroll: true });
    }
    this.words.replaceChildren(...content);
  }

  private judge(): void {
    this.rest();
    this.show("capture.judging", h("p", {}, text("capture.patience")), h("progress", { "aria-label": text("capture.judging") }));
  }

  private tell(verdict: Verdict): void {
    this.rest();
    if (verdict.state === "ENROLLMENT_STATE_PASSED") {
      this.show("capture.passed");
    } else if (verdict.state === "ENROLLMENT_STATE_RETRY" && (verdict.attemptsLeft ?? 0) > 0) {
      const left = h("p", {}, text("capture.left", { count: verdict.attemptsLeft ?? 0 }));
      this.show("capture.retry", list(helpOf(verdict)), left, button("capture.again", () => void this.openCamera(), true));
    } else {
      this.show("capture.failed", list(helpOf(verdict)));
    }
    this.emit("cameo-verdict", verdict);
  }

  private fail(problem: Problem, reason = "", message = ""): void {
    this.rest();
    const again = REPEATABLE.includes(problem) && button("capture.again", () => void this.openCamera(), true);
    this.show(`problem.${problem}.title`, h("p", {}, text(`problem.${problem}.do`, { reason })), again);
    this.emit("cameo-problem", { problem, reason, message });
  }

  /** Camera and microphone go off as soon as nothing is recorded: their light must not lie. */
  private rest(): void {
    window.clearInterval(this.counting);
    this.colours.end();
    this.region.classList.remove("recording");
    this.closeCamera();
  }

  private closeCamera(): void {
    this.surroundings?.close();
    this.surroundings = undefined;
    close(this.media);
    this.media = undefined;
    this.video.srcObject = null;
    this.stage.hidden = true;
  }

  private advise(level: number, advice: Advice): void {
    this.meter.value = level;
    const hint = advice ? text(`capture.${advice}`) : this.serviceHint;
    // The same words once more would be told once more.
    if (this.hint.textContent !== hint) this.hint.textContent = hint;
  }

  private show(title: MessageKey, ...content: (Node | false | undefined)[]): void {
    const heading = h("h2", { tabindex: "-1" }, text(title));
    const { hasFocus } = this;
    this.panel.replaceChildren(heading, ...content.filter((node): node is Node => Boolean(node)));
    if (hasFocus) heading.focus({ preventScroll: true });
  }

  /** Whether the person is here: what they used last may have gone with what was shown before. */
  private get hasFocus(): boolean {
    return this.contains(document.activeElement) || document.activeElement === document.body;
  }

  private emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

function howToSay({ language, text: said = "" }: Prompt): string {
  if (!language || language === ENGLISH) return text("capture.say");
  return text(NUMERALS.test(said) ? "capture.sayDigits" : "capture.sayIn", { language: nameOfLanguage(language) });
}

function promptText(prompt: Prompt): string {
  if (prompt.kind === "PROMPT_KIND_TURN") {
    return text(prompt.direction === "DIRECTION_LEFT" ? "capture.turnLeft" : "capture.turnRight");
  }
  if (prompt.kind === "PROMPT_KIND_CLOSER") return text("capture.closer");
  if (prompt.kind === "PROMPT_KIND_COLOURS") return text("capture.look");
  if (prompt.kind === "PROMPT_KIND_SPEAK") return text("capture.speak");
  const said = prompt.text ?? "";
  return prompt.kind === "PROMPT_KIND_SAY" ? said : text("capture.expression", { text: said });
}

function list(lines: readonly string[]): HTMLElement {
  return h("ul", {}, ...lines.map((line) => h("li", {}, line)));
}

function button(label: MessageKey, pressed: () => void, isMain = false): HTMLButtonElement {
  return h("button", { type: "button", class: isMain ? "main" : "", click: pressed }, text(label));
}

function row(...content: (Node | false)[]): HTMLElement {
  return h("div", { class: "row" }, ...content.filter((node): node is Node => Boolean(node)));
}

customElements.define("cameo-capture", CaptureElement);
