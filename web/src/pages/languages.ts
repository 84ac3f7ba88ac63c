// The language that a person answers in, where the service asks in more than English.
import { ask } from "../api";
import { h } from "../dom";
import { text } from "../messages";
import { paragraph } from "../parts";

interface Offered {
  readonly tag: string;
  readonly name: string;
  readonly isBeta?: boolean;
  readonly isReviewed?: boolean;
}

const FIELD = "challengeLanguage";
const ENGLISH = "en";

/** One button for each language, by its own name; undefined where there is none to choose. */
export async function languageChoice(): Promise<HTMLElement | undefined> {
  const { languages = [] } = await ask<{ languages?: readonly Offered[] }>("EnrollmentService/ListChallengeLanguages");
  if (languages.length < 2) return undefined;
  const first = firstOf(languages);
  const choices = languages.map((language) => choiceOf(language, language.tag === first));
  return h("fieldset", {}, h("legend", {}, text("language.title")), paragraph("language.words"), ...choices);
}

/** The tag that is chosen under a node; empty where there was no choice, which is English. */
export function chosenLanguage(root: ParentNode): string {
  return root.querySelector<HTMLInputElement>(`input[name=${FIELD}]:checked`)?.value ?? "";
}

function choiceOf({ tag, name, isBeta, isReviewed }: Offered, isFirst: boolean): HTMLElement {
  const input = h("input", { type: "radio", name: FIELD, value: tag });
  input.checked = isFirst;
  const notes = [isBeta && text("language.beta"), !isReviewed && text("language.unreviewed")].filter(Boolean).join(" ");
  return h("label", { class: "choice" }, input, h("span", {}, h("span", { lang: tag }, name), notes && h("small", {}, ` ${notes}`)));
}

/** The first language of the browser that is offered. */
function firstOf(languages: readonly Offered[]): string {
  const wished = navigator.languages.map((language) => language.split("-")[0]?.toLowerCase() ?? "");
  return wished.find((tag) => languages.some((language) => language.tag === tag)) ?? ENGLISH;
}
