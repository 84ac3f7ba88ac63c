// What browsers record that the service reads, best first: the table of docs/integrate.md.
export interface Format {
  readonly mimeType: string;
  readonly container: string;
  readonly codec: string;
}

const FORMATS: readonly Format[] = [
  { mimeType: "video/webm;codecs=vp8,opus", container: "CONTAINER_WEBM", codec: "VIDEO_CODEC_VP8" },
  { mimeType: "video/mp4;codecs=avc1.42E01F,opus", container: "CONTAINER_MP4", codec: "VIDEO_CODEC_H264" },
  { mimeType: "video/mp4;codecs=avc1.42E01F,mp4a.40.2", container: "CONTAINER_MP4", codec: "VIDEO_CODEC_H264" },
];
const BARE_MP4: Format = { mimeType: "video/mp4", container: "CONTAINER_MP4", codec: "VIDEO_CODEC_H264" };

/** The first format that this browser writes. `video/mp4` alone is H.264 in Safari, and other things elsewhere. */
export function formatOfThisBrowser(): Format | undefined {
  if (typeof MediaRecorder === "undefined") return undefined;
  const found = FORMATS.find((format) => MediaRecorder.isTypeSupported(format.mimeType));
  if (found) return found;
  const isSafari = /safari/i.test(navigator.userAgent) && !/chrom|android/i.test(navigator.userAgent);
  return isSafari && MediaRecorder.isTypeSupported(BARE_MP4.mimeType) ? BARE_MP4 : undefined;
}
