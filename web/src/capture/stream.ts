// One attempt: what the recorder hands out goes to the service unchanged, in order, in pieces that it takes.
import type { Format } from "./formats";

const PIECE_BYTES = 64 * 1024;
/** Short, so that the upload begins at once and an answer is not late for want of its last piece. */
const TIMESLICE_MS = 100;
const KEY_PICTURE_MS = 500;
/** Beyond this the network is slower than the recording, and prompts would be answered too late. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;

export interface Prompt {
  readonly promptId: string;
  readonly kind: "PROMPT_KIND_SAY" | "PROMPT_KIND_TURN" | "PROMPT_KIND_EXPRESSION" | "PROMPT_KIND_CLOSER" | "PROMPT_KIND_COLOURS" | "PROMPT_KIND_SPEAK";
  readonly text?: string;
  readonly direction?: "DIRECTION_LEFT" | "DIRECTION_RIGHT";
  readonly window: string;
  /** Of the text to say. */
  readonly language?: string;
}

export interface CheckOutcome {
  readonly check: string;
  readonly result: string;
  readonly reason?: string;
  readonly helpText?: string;
}

export interface Verdict {
  readonly state: string;
  readonly checks?: readonly CheckOutcome[];
  readonly attemptsLeft?: number;
}

export interface Told {
  recording(): void;
  /** Others record first. position: 1 is next. */
  waiting(position: number, estimate_s: number): void;
  prompt(prompt: Prompt): void;
  hint(text: string): void;
  judging(): void;
  verdict(verdict: Verdict): void;
  refused(reason: string, message: string): void;
  /** The network takes less than is recorded. */
  slow(): void;
  /** code: of the socket, for a developer who looks for the cause. */
  lost(code: string): void;
}

interface Reply {
  readonly ready?: object;
  readonly waiting?: { readonly position?: number; readonly estimateS?: number };
  readonly prompt?: Prompt;
  readonly hint?: { readonly text?: string };
  readonly finished?: object;
  readonly verdict?: Verdict;
  readonly refused?: { readonly reason: string; readonly message: string };
}

export interface Opening {
  readonly socket: string;
  readonly session: string;
  readonly token: string;
  readonly format: Format;
  /** The person did not say no to colours. */
  readonly showsColours: boolean;
}

/** Seconds of a protobuf Duration in JSON, such as "4.5s". */
export function seconds(duration: string): number {
  return Number.parseFloat(duration);
}

export class RecordingStream {
  private readonly socket: WebSocket;
  private readonly recorder: MediaRecorder;
  private began = 0;
  private isOver = false;
  // Blobs become bytes one after the other: a later one must not overtake.
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly opening: Opening,
    media: MediaStream,
    private readonly told: Told,
  ) {
    const options = { mimeType: opening.format.mimeType, videoKeyFrameIntervalDuration: KEY_PICTURE_MS };
    this.recorder = new MediaRecorder(media, options as MediaRecorderOptions);
    this.recorder.addEventListener("dataavailable", (event) => this.send(event.data));
    this.recorder.addEventListener("stop", () => this.end());
    this.socket = new WebSocket(opening.socket);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("open", () => this.open());
    this.socket.addEventListener("message", (event) => this.hear(JSON.parse(String(event.data)) as Reply));
    this.socket.addEventListener("close", (event) => this.lose(event));
  }

  /** Ends the attempt at once. The service counts it as abandoned. */
  cancel(): void {
    this.finish();
    this.socket.close();
  }

  private open(): void {
    const { session, token, format, showsColours } = this.opening;
    const { container, codec } = format;
    this.say({ open: { sessionId: session, captureToken: token, container, codec, live: { showsColours } } });
  }

  private hear(reply: Reply): void {
    if (reply.ready) {
      this.recorder.start(TIMESLICE_MS);
      this.began = performance.now();
      this.told.recording();
    } else if (reply.waiting) {
      this.told.waiting(reply.waiting.position ?? 0, reply.waiting.estimateS ?? 0);
    } else if (reply.prompt) {
      this.told.prompt(reply.prompt);
      const mediaTime = `${((performance.now() - this.began) / 1000).toFixed(3)}s`;
      this.say({ promptShown: { promptId: reply.prompt.promptId, mediaTime } });
    } else if (reply.hint) {
      this.told.hint(reply.hint.text ?? "");
    } else if (reply.finished) {
      if (this.recorder.state !== "inactive") this.recorder.stop();
      this.told.judging();
    } else if (reply.verdict) {
      this.finish();
      this.told.verdict(reply.verdict);
    } else if (reply.refused) {
      this.finish();
      this.told.refused(reply.refused.reason, reply.refused.message);
    }
  }

  private send(blob: Blob): void {
    if (this.isOver || blob.size === 0) return;
    this.sending = this.sending.then(async () => {
      const bytes = await blob.arrayBuffer();
      for (let start = 0; start < bytes.byteLength; start += PIECE_BYTES) {
        if (this.socket.readyState === WebSocket.OPEN) this.socket.send(bytes.slice(start, start + PIECE_BYTES));
      }
      if (this.socket.bufferedAmount > MOST_WAITING_BYTES) this.fallBehind();
    });
  }

  private end(): void {
    this.sending = this.sending.then(() => this.say({ end: {} }));
  }

  private say(message: object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private fallBehind(): void {
    if (this.isOver) return;
    this.cancel();
    this.told.slow();
  }

  private finish(): void {
    this.isOver = true;
    if (this.recorder.state !== "inactive") this.recorder.stop();
  }

  private lose(event: CloseEvent): void {
    if (this.isOver) return;
    this.finish();
    this.told.lost(`${event.code} ${event.reason}`);
  }
}
