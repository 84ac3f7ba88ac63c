// A camera and a microphone for one page: what the test draws and speaks, each piece with its own time.
(() => {
  const LEAD_S = 0.4;
  let canvas, pen, sound, out, base;
  const devices = [{ kind: "videoinput", deviceId: "rendered", label: "Rendered subject" }, { kind: "audioinput", deviceId: "voice", label: "Rendered voice" }];
  navigator.mediaDevices.enumerateDevices = async () => devices;
  navigator.mediaDevices.getUserMedia = async () => {
    canvas = document.createElement("canvas");
    canvas.width = canvas.height = 256;
    pen = canvas.getContext("2d");
    pen.fillRect(0, 0, 256, 256);
    sound = new AudioContext();
    await sound.resume();
    out = sound.createMediaStreamDestination();
    base = sound.currentTime + LEAD_S;
    window.cameraOpened("");
    return new MediaStream([...canvas.captureStream().getTracks(), ...out.stream.getTracks()]);
  };
  window.deliver = async (at_s, picture, samples) => {
    const bytes = Uint8Array.from(atob(samples), (letter) => letter.charCodeAt(0));
    const heard = new Float32Array(bytes.buffer);
    const buffer = sound.createBuffer(1, heard.length, 48000);
    buffer.copyToChannel(heard, 0);
    const source = sound.createBufferSource();
    source.buffer = buffer;
    source.connect(out);
    source.start(Math.max(base + at_s, sound.currentTime));
    if (!picture) return;
    const drawn = await createImageBitmap(new Blob([Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0))], { type: "image/jpeg" }));
    setTimeout(() => pen.drawImage(drawn, 0, 0), Math.max(0, (base + at_s - sound.currentTime) * 1000));
  };
  document.addEventListener("cameo-prompt", (event) => window.prompted(JSON.stringify(event.detail)));
  document.addEventListener("cameo-problem", (event) => window.refused(JSON.stringify(event.detail)));
  document.addEventListener("cameo-verdict", (event) => window.judged(JSON.stringify(event.detail)));
})();
