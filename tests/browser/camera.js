// A camera and a microphone for one page. The test draws and speaks ahead of time; this plays each piece at its own time, on the
// clock of the sound, so that a busy machine makes pictures late at worst, and never a broken voice.
(() => {
  // A page without encryption has no camera, nor has the empty one that a browser begins with.
  if (!navigator.mediaDevices) return;
  const LEAD_S = 0.4;
  const RATE_HZ = 48000;
  const SIZE = 256;
  const devices = [
    { kind: "videoinput", deviceId: "rendered", label: "Rendered subject" },
    { kind: "audioinput", deviceId: "voice", label: "Rendered voice" },
  ];
  let camera;

  // Chromium takes pictures without painting them; elsewhere a canvas is painted and filmed.
  function lens() {
    if (typeof MediaStreamTrackGenerator === "function") {
      const track = new MediaStreamTrackGenerator({ kind: "video" });
      const writer = track.writable.getWriter();
      const show = (drawn, at_s) => {
        const frame = new VideoFrame(drawn, { timestamp: Math.round(at_s * 1e6) });
        writer.write(frame).catch(() => frame.close());
      };
      return { track, show };
    }
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = SIZE;
    const pen = canvas.getContext("2d");
    pen.fillRect(0, 0, SIZE, SIZE);
    return { track: canvas.captureStream().getVideoTracks()[0], show: (drawn) => pen.drawImage(drawn, 0, 0) };
  }

  class Camera {
    constructor() {
      this.sound = new AudioContext({ sampleRate: RATE_HZ });
      this.out = this.sound.createMediaStreamDestination();
      this.lens = lens();
      this.waiting = [];
      this.shown = [];
    }

    async open() {
      await this.sound.resume();
      const begun = new Promise((done) => (this.begun = done));
      window.cameraOpened("");
      await begun;
      const { track } = this.lens;
      const stop = track.stop.bind(track);
      track.stop = () => {
        stop();
        this.close();
      };
      return new MediaStream([this.lens.track, ...this.out.stream.getTracks()]);
    }

    get now_s() {
      return this.sound.currentTime - this.base;
    }

    play(at_s, samples) {
      // On a whole sample: a piece that begins between two is interpolated, and clicks.
      this.base ??= Math.round((this.sound.currentTime + LEAD_S - at_s) * RATE_HZ) / RATE_HZ;
      this.begun();
      const buffer = this.sound.createBuffer(1, samples.length, RATE_HZ);
      buffer.copyToChannel(samples, 0);
      const source = this.sound.createBufferSource();
      source.buffer = buffer;
      source.connect(this.out);
      source.start(this.base + at_s);
    }

    film(at_s, drawn) {
      this.waiting.push({ at_s, drawn });
      this.waiting.sort((one, other) => one.at_s - other.at_s);
      this.wait();
    }

    wait() {
      clearTimeout(this.timer);
      if (this.isClosed) return;
      if (this.waiting.length) this.timer = setTimeout(() => this.due(), Math.max(0, (this.waiting[0].at_s - this.now_s) * 1000));
    }

    due() {
      const now_s = this.now_s;
      const ready = this.waiting.filter((frame) => frame.at_s <= now_s);
      this.waiting.splice(0, ready.length);
      const last = ready.pop();
      // What is late by a whole picture was never taken.
      if (last) {
        this.lens.show(last.drawn, last.at_s);
        this.shown.push({ now_s, at_s: last.at_s });
      }
      this.wait();
    }

    close() {
      if (this.isClosed) return;
      this.isClosed = true;
      clearTimeout(this.timer);
      void this.sound.close();
      window.cameraClosed("");
    }
  }

  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  navigator.mediaDevices.enumerateDevices = async () => devices;
  navigator.mediaDevices.getUserMedia = async () => {
    camera?.close();
    camera = new Camera();
    return camera.open();
  };
  // samples: what is heard from at_s on. pictures: [seconds, JPEG].
  window.deliver = (at_s, samples, pictures) => {
    const to = camera;
    if (to.isClosed) return;
    to.play(at_s, new Float32Array(bytesOf(samples).buffer));
    for (const [shown_s, picture] of pictures) {
      createImageBitmap(new Blob([bytesOf(picture)], { type: "image/jpeg" })).then((drawn) => to.film(shown_s, drawn));
    }
  };
  const told = { "cameo-prompt": "prompted", "cameo-problem": "refused", "cameo-verdict": "judged" };
  for (const [event, name] of Object.entries(told)) {
    document.addEventListener(event, (said) => window[name](JSON.stringify({ ...said.detail, at_s: camera?.now_s ?? 0, filmed: filmed() })));
  }

  function filmed() {
    const shown = camera?.shown ?? [];
    // What the recorder writes are the times of the pictures; by the clock of the page they may lie nearer to each other.
    const gaps = (name) => shown.slice(1).map((one, at) => one[name] - shown[at][name]);
    const lasted_s = shown.length ? shown.at(-1).now_s - shown[0].now_s : 0;
    const longest_s = Math.max(0, ...gaps("now_s"), ...gaps("at_s"));
    return { pictures: shown.length, rate: Math.max(0, shown.length - 1) / (lasted_s || 1), longest_s };
  }
})();
