// Opens the camera that shows something. Laptops list infrared and virtual cameras, too, and browsers open them first at times:
// their pictures are black. A test frame tells; the person can always choose another one.
import { lightOf } from "./light";

export const WANTED = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
// Untreated sound: what suppresses noise also changes a voice.
const SOUND = { echoCancellation: false, noiseSuppression: false, autoGainControl: true };
/** How long a camera may take until its picture is no longer black: it adapts to the light. */
const TEST_MS = 1500;
const LOOK_MS = 100;
/** Mean luma, 0..255. A dark room is above it: cameras make it brighter. */
const BLACK = 8;

/** Camera and microphone, shown in `preview`. device: the one that the person chose, which is taken as it is. */
export async function openDevices(preview: HTMLVideoElement, device?: string): Promise<MediaStream> {
  const first = await opened(preview, device ? { deviceId: { exact: device } } : { facingMode: "user" });
  if (device || (await showsSomething(preview))) return first;
  const black = idOf(first);
  for (const other of await cameras()) {
    if (other.deviceId === black || !other.deviceId) continue;
    close(preview.srcObject);
    const tried = await opened(preview, { deviceId: { exact: other.deviceId } }).catch(() => undefined);
    if (tried && (await showsSomething(preview))) return tried;
  }
  close(preview.srcObject);
  return opened(preview, black ? { deviceId: { exact: black } } : { facingMode: "user" });
}

/** Every camera of this machine; none where the browser does not tell. */
export async function cameras(): Promise<MediaDeviceInfo[]> {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices.filter((found) => found.kind === "videoinput");
}

export function idOf(media: MediaStream | undefined): string {
  return media?.getVideoTracks()[0]?.getSettings().deviceId ?? "";
}

export function close(media: MediaProvider | null | undefined): void {
  if (media instanceof MediaStream) for (const track of media.getTracks()) track.stop();
}

async function opened(preview: HTMLVideoElement, camera: MediaTrackConstraints): Promise<MediaStream> {
  const media = await navigator.mediaDevices.getUserMedia({ video: { ...WANTED, ...camera }, audio: SOUND });
  preview.srcObject = media;
  await preview.play().catch(() => undefined);
  return media;
}

async function showsSomething(preview: HTMLVideoElement): Promise<boolean> {
  const until = performance.now() + TEST_MS;
  while (performance.now() < until) {
    if ((lightOf(preview) ?? 0) > BLACK) return true;
    await new Promise((done) => window.setTimeout(done, LOOK_MS));
  }
  return false;
}
