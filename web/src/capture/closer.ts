// Coming closer: the shape that the face should fill is large while it is asked, and as usual afterwards.
import type { Prompt } from "./stream";

export function showHowClose(stage: Element, prompt: Prompt): void {
  stage.classList.toggle("near", prompt.kind === "PROMPT_KIND_CLOSER");
}
