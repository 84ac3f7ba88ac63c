// Light and loudness, measured in the page from the preview: only to advise, never to judge.
const LOOK_MS = 250;
const SIDE = 32;
const DARK = 45;
const BRIGHT = 225;
const LOUD = 0.9;

export type Advice = "dark" | "bright" | "loud" | undefined;

export class Surroundings {
  private readonly sound = new AudioContext();
  private readonly analyser = this.sound.createAnalyser();
  private readonly samples: Float32Array<ArrayBuffer>;
  private readonly canvas = document.createElement("canvas");
  private readonly timer: number;

  /** told: loudness from 0 to 1 and what to change, some times a second. */
  constructor(
    media: MediaStream,
    private readonly picture: HTMLVideoElement,
    private readonly told: (level: number, advice: Advice) => void,
  ) {
    // A copy for the meter alone: what is recorded does not pass through here.
    this.sound.createMediaStreamSource(new MediaStream(media.getAudioTracks())).connect(this.analyser);
    this.samples = new Float32Array(this.analyser.fftSize);
    this.canvas.width = this.canvas.height = SIDE;
    this.timer = window.setInterval(() => this.look(), LOOK_MS);
  }

  close(): void {
    window.clearInterval(this.timer);
    void this.sound.close();
  }

  private look(): void {
    this.analyser.getFloatTimeDomainData(this.samples);
    const level = this.samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    const light = this.light();
    const advice = light !== undefined && light < DARK ? "dark" : light !== undefined && light > BRIGHT ? "bright" : level > LOUD ? "loud" : undefined;
    this.told(level, advice);
  }

  private light(): number | undefined {
    const pen = this.canvas.getContext("2d", { willReadFrequently: true });
    if (!pen || this.picture.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return undefined;
    pen.drawImage(this.picture, 0, 0, SIDE, SIDE);
    const points = pen.getImageData(0, 0, SIDE, SIDE).data;
    let sum = 0;
    for (let at = 0; at < points.length; at += 4) {
      sum += 0.299 * (points[at] ?? 0) + 0.587 * (points[at + 1] ?? 0) + 0.114 * (points[at + 2] ?? 0);
    }
    return sum / (SIDE * SIDE);
  }
}
