// How light a picture is.
const SIDE = 32;
const canvas = document.createElement("canvas");

/** Mean luma of what a video shows, 0..255 (ITU-R BT.601); undefined before its first picture. */
export function lightOf(video: HTMLVideoElement): number | undefined {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return undefined;
  canvas.width = canvas.height = SIDE;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return undefined;
  pen.drawImage(video, 0, 0, SIDE, SIDE);
  const points = pen.getImageData(0, 0, SIDE, SIDE).data;
  let sum = 0;
  for (let at = 0; at < points.length; at += 4) {
    sum += 0.299 * (points[at] ?? 0) + 0.587 * (points[at + 1] ?? 0) + 0.114 * (points[at + 2] ?? 0);
  }
  return sum / (SIDE * SIDE);
}
