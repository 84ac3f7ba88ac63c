// Light, loudness and pictures a second, measured in the page from the preview: only to advise, never to judge.
import { lightOf } from "./light";

const LOOK_MS = 250;
const DARK = 45;
const BRIGHT = 225;
const LOUD = 0.9;
/** Of the quietest look in WATCH_LOOKS, root mean square, full scale 1: a voice at arm's length is at 0.08. */
const NOISY = 0.03;
/** Highest sample while a person should speak. */
const QUIET = 0.02;
const WATCH_LOOKS = 12;
/** Pictures a second: cameras give 7 and more in dim light, and the service misses pictures below that. */
const FEW = 7;

export type Advice = "dark" | "bright" | "loud" | "noisy" | "quiet" | "few" | undefined;

export class Surroundings {
  private readonly sound = new AudioContext();
  private readonly analyser = this.sound.createAnalyser();
  private readonly samples: Float32Array<ArrayBuffer>;
  private readonly timer: number;
  private readonly levels: number[] = [];
  private readonly pictures: { at_ms: number; count: number }[] = [];
  private count = 0;
  private isOver = false;
  private isAsked = false;

  /** told: loudness from 0 to 1 and what to change, some times a second. */
  constructor(
    media: MediaStream,
    private readonly picture: HTMLVideoElement,
    private readonly told: (level: number, advice: Advice) => void,
  ) {
    // A copy for the meter alone: what is recorded does not pass through here.
    this.sound.createMediaStreamSource(new MediaStream(media.getAudioTracks())).connect(this.analyser);
    this.samples = new Float32Array(this.analyser.fftSize);
    this.timer = window.setInterval(() => this.look(), LOOK_MS);
    this.watch();
  }

  /** From now on the person speaks, or does not: silence is then advised against, or noise. */
  expectSpeech(isAsked: boolean): void {
    this.isAsked = isAsked;
    this.levels.length = 0;
  }

  close(): void {
    this.isOver = true;
    window.clearInterval(this.timer);
    void this.sound.close();
  }

  private watch(): void {
    this.picture.requestVideoFrameCallback?.((_now, shown) => {
      this.count = shown.presentedFrames;
      if (!this.isOver) this.watch();
    });
  }

  private look(): void {
    this.analyser.getFloatTimeDomainData(this.samples);
    const level = this.samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    this.levels.push(this.isAsked ? level : Math.sqrt(this.samples.reduce((sum, sample) => sum + sample * sample, 0) / this.samples.length));
    if (this.levels.length > WATCH_LOOKS) this.levels.shift();
    this.told(level, this.ofLight() ?? this.ofPictures() ?? this.ofSound(level));
  }

  private ofLight(): Advice {
    const light = lightOf(this.picture) ?? DARK;
    return light < DARK ? "dark" : light > BRIGHT ? "bright" : undefined;
  }

  private ofSound(level: number): Advice {
    if (level > LOUD) return "loud";
    if (this.levels.length < WATCH_LOOKS) return undefined;
    if (this.isAsked) return Math.max(...this.levels) < QUIET ? "quiet" : undefined;
    return Math.min(...this.levels) > NOISY ? "noisy" : undefined;
  }

  private ofPictures(): Advice {
    // A hidden page is shown no picture, and a browser that does not count them says nothing.
    if (document.hidden || !this.count) return undefined;
    const now = { at_ms: performance.now(), count: this.count };
    this.pictures.push(now);
    if (this.pictures.length <= WATCH_LOOKS) return undefined;
    const then = this.pictures.shift() ?? now;
    return now.count - then.count < (FEW * (now.at_ms - then.at_ms)) / 1000 ? "few" : undefined;
  }
}
