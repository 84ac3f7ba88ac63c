// Cameras and a microphone in a room that the test chooses. `room.light` of a camera: 0..255. `room.noise`: amplitude.
(() => {
  // The empty page that a browser begins with has no camera.
  if (!navigator.mediaDevices) return;
  window.room = { light: { front: 128 }, noise: 0, every_ms: 50, opened: [] };
  const draw = (pen, light) => {
    pen.fillStyle = `rgb(${light} ${light} ${light})`;
    pen.fillRect(0, 0, 320, 240);
  };
  navigator.mediaDevices.enumerateDevices = async () => [
    ...Object.keys(room.light).map((name) => ({ kind: "videoinput", deviceId: name, label: `Camera ${name}` })),
    { kind: "audioinput", deviceId: "microphone", label: "Microphone" },
  ];
  navigator.mediaDevices.getUserMedia = async ({ video }) => {
    const name = video.deviceId?.exact ?? Object.keys(room.light)[0];
    room.opened.push(name);
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
    const pen = canvas.getContext("2d");
    const film = canvas.captureStream(0);
    const picture = film.getVideoTracks()[0];
    const shoot = () => {
      draw(pen, room.light[name]);
      // Firefox asks the stream for a picture, all others its track.
      (picture.requestFrame ? picture : film).requestFrame();
      if (picture.readyState === "live") setTimeout(shoot, room.every_ms);
    };
    shoot();
    picture.getSettings = () => ({ deviceId: name });
    const sound = new AudioContext();
    const tone = sound.createOscillator();
    const loudness = new GainNode(sound, { gain: room.noise });
    const out = sound.createMediaStreamDestination();
    tone.connect(loudness).connect(out);
    tone.start();
    window.unplug = () => {
      picture.stop();
      picture.dispatchEvent(new Event("ended"));
    };
    return new MediaStream([picture, ...out.stream.getTracks()]);
  };
})();
