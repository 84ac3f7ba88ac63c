// Texts come from files, one for each language. A text that is missing is an error of the build, not of the person.
import english from "./messages/en.json";

export type MessageKey = keyof typeof english;
type Values = Record<string, string | number>;

interface Language {
  readonly tag: string;
  readonly direction: "ltr" | "rtl";
  readonly texts: Record<MessageKey, string>;
}

// For tests of layouts that run from right to left, with longer texts than English has.
function pseudo(): Language {
  const longer = Object.entries(english).map(([key, text]) => [key, `⟦${text} ···⟧`]);
  return { tag: "ar-XB", direction: "rtl", texts: Object.fromEntries(longer) as Record<MessageKey, string> };
}

function chosen(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  return asked === "ar-XB" ? pseudo() : { tag: "en", direction: "ltr", texts: english };
}

export const language: Language = chosen();

/** The text of a key, with {name} replaced by the value of that name. */
export function text(key: MessageKey, values: Values = {}): string {
  return language.texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** What differs by a number: the texts of its key end with the plural category of the language. */
export type CountedKey = { [Key in MessageKey]: Key extends `${infer Start}.other` ? Start : never }[MessageKey];

/** The text for a number, which is {count} in it. */
export function counted(key: CountedKey, count: number, values: Values = {}): string {
  const chosen = `${key}.${new Intl.PluralRules(language.tag).select(count)}`;
  return text(hasText(chosen) ? chosen : (`${key}.other` as MessageKey), { ...values, count });
}

export function hasText(key: string): key is MessageKey {
  return key in english;
}

/** The text of a code that the service chose, or the code itself where this page knows no text for it. */
export function textOfCode(prefix: string, code: string): string {
  const key = `${prefix}.${code}`;
  return hasText(key) ? text(key) : code.replace(/^[A-Z]+_/, "").toLowerCase().replaceAll("_", " ");
}

/** The name of a language in the language of the page, or its tag where the browser knows no name. */
export function nameOfLanguage(tag: string): string {
  try {
    return new Intl.DisplayNames([language.tag], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** A time as the person's own clock shows it. */
export function when(time: string | undefined, none: string): string {
  if (!time) return none;
  return new Intl.DateTimeFormat(language.tag, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));
}
