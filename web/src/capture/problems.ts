// Why a recording cannot begin or go on, as far as the person can do something about it.
import { formatOfThisBrowser } from "./formats";

export type Problem =
  | "https"
  | "inApp"
  | "browser"
  | "codec"
  | "denied"
  | "noCamera"
  | "noMicrophone"
  | "busy"
  | "unopened"
  | "gone"
  | "network"
  | "slow"
  | "late"
  | "running"
  | "replaced"
  | "used"
  | "over"
  | "busyService"
  | "quota"
  | "stopping"
  | "interrupted"
  | "away"
  | "notHere"
  | "other";

const IN_APP = /FBAN|FBAV|Instagram|Line\/|TikTok|musical_ly|Snapchat|Twitter|WhatsApp|MicroMessenger|; wv\)/;
const OF_REASON: Record<string, Problem> = {
  RECORDING_RUNNING: "running",
  RECORDING_REPLACED: "replaced",
  SESSION_EXPIRED: "over",
  SESSION_USED: "used",
  TOO_MANY_ATTEMPTS: "over",
  CAPTURE_TOKEN_EXPIRED: "over",
  TOO_MANY_STREAMS: "busyService",
  TOO_MANY_RECORDINGS: "busyService",
  TOO_MANY_CALLS: "busyService",
  QUOTA_EXCEEDED: "quota",
  SERVICE_STOPPING: "stopping",
  UNAVAILABLE: "away",
  ANALYSIS_INTERRUPTED: "interrupted",
  UNSUPPORTED_STREAM: "codec",
  UNSUPPORTED_CODEC: "codec",
  NOT_AS_ANNOUNCED: "codec",
  NOT_STREAMABLE: "codec",
  FRAGMENTS_TOO_LONG: "codec",
};

/** What keeps this browser from recording at all. */
export function problemOfBrowser(): Problem | undefined {
  if (!window.isSecureContext) return "https";
  if (!navigator.mediaDevices?.getUserMedia) return IN_APP.test(navigator.userAgent) ? "inApp" : "browser";
  if (typeof MediaRecorder === "undefined") return IN_APP.test(navigator.userAgent) ? "inApp" : "browser";
  return formatOfThisBrowser() ? undefined : "codec";
}

/** What kept the camera from opening. hasCamera, hasMicrophone: whether the browser lists one. */
export function problemOfCamera(error: unknown, hasCamera: boolean, hasMicrophone: boolean): Problem {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return IN_APP.test(navigator.userAgent) ? "inApp" : "denied";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  if (!hasCamera) return "noCamera";
  return hasMicrophone ? "unopened" : "noMicrophone";
}

/** What a refusal of the service means to the person. */
export function problemOfRefusal(reason: string, message: string): Problem {
  if (reason in OF_REASON) return OF_REASON[reason] ?? "other";
  // The page brought a token that is not for it: no other attempt changes that.
  if (reason.startsWith("CAPTURE_TOKEN_")) return "notHere";
  if (reason === "ATTEMPT_ABANDONED") return message.includes("picture") ? "late" : "network";
  return "other";
}
