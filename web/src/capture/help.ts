// What a person does about each reason of a verdict, in the language of the page.
import { hasText, text } from "../messages";
import type { CheckOutcome, Verdict } from "./stream";

/** One piece of advice for each thing that did not pass; at least one. */
export function helpOf(verdict: Verdict): string[] {
  const failed = (verdict.checks ?? []).filter((check) => check.result !== "CHECK_RESULT_PASSED");
  const helps = [...new Set(failed.map(adviceOf).filter((help) => help !== ""))];
  return helps.length ? helps : [text("capture.noHelp")];
}

/** A reason that this page does not know yet is told in the words of the service. */
function adviceOf(check: CheckOutcome): string {
  const key = `help.${check.reason ?? ""}`;
  return hasText(key) ? text(key) : (check.helpText ?? "");
}
