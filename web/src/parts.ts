// What the pages are made of.
import { Refused } from "./api";
import { h } from "./dom";
import { text, type MessageKey } from "./messages";
import { OPEN_AGAIN, pressing } from "./redraw";

export type Content = Node | false | undefined;

/** A part of a page under a heading. */
export function part(title: MessageKey, ...content: Content[]): HTMLElement {
  return h("section", { class: "part" }, h("h2", {}, text(title)), ...content.filter(isNode));
}

/** The only part of a page, whose heading is that of the page. */
export function onlyPart(...content: Content[]): HTMLElement {
  return h("section", { class: "part" }, ...content.filter(isNode));
}

export function paragraph(key: MessageKey, values: Record<string, string> = {}): HTMLElement {
  return h("p", {}, text(key, values));
}

export function isNode(content: Content): content is Node {
  return content instanceof Node;
}

/** Two columns of what is so. */
export function facts(...rows: (readonly [MessageKey, string] | false)[]): HTMLElement {
  const told = rows.filter((row): row is readonly [MessageKey, string] => Boolean(row));
  return h("dl", {}, ...told.flatMap(([name, value]) => [h("dt", {}, text(name)), h("dd", {}, value)]));
}

export function button(label: string, pressed: () => void, kind = ""): HTMLButtonElement {
  return h("button", { type: "button", class: kind, click: pressed }, label);
}

const live = h("p", { id: "told", role: "status", "aria-live": "polite" });

/** Where the outcome of every act is told, read aloud by screen readers. */
export function toldPlace(): HTMLElement {
  return live;
}

export function tell(words: string, isTrouble = false): void {
  live.className = isTrouble ? "trouble" : "good";
  live.textContent = words;
}

/** One sentence more. */
export function tellToo(words: string): void {
  live.textContent = `${live.textContent} ${words}`;
}

/** Why something did not work, in words for the person. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Refused)) return text("app.away");
  if (error.reason === "AWAY" || error.reason === "UNAVAILABLE") return text("app.away");
  if (error.reason === "OWNER_VERIFICATION_NEEDED") return text("verify.first");
  if (error.reason === "RESTRICTIONS_CHANGED") return text("restrictions.changed");
  return text("app.failed", { message: error.message || error.reason });
}

/** A button that acts, once at a time, and tells what became of it. */
export function actor(label: string, acts: () => Promise<string>, then: () => void, kind = ""): HTMLButtonElement {
  const made = button(
    label,
    () => {
      pressing();
      made.disabled = true;
      acts()
        .then((said) => {
          then();
          tell(said);
        })
        .catch((error: unknown) => tell(wordsOf(error), true))
        .finally(() => {
          made.disabled = false;
        });
    },
    kind,
  );
  return made;
}

/** Two taps for what cannot be taken back by a third: the first asks, the second acts. */
export function askingTwice(label: string, question: string, yes: string, acts: () => Promise<string>, then: () => void): HTMLElement {
  const place = h("div", { class: "twice" });
  const close = (): void => {
    delete place.dataset.open;
    place.replaceChildren(ask);
  };
  const done = async (): Promise<string> => {
    const said = await acts();
    close();
    return said;
  };
  const open = (): HTMLElement => {
    place.dataset.open = label;
    const sure = actor(yes, done, then, "danger");
    const back = button(text("app.cancel"), () => {
      close();
      ask.focus();
    });
    place.replaceChildren(h("p", {}, question), h("div", { class: "row" }, sure, back));
    return sure;
  };
  const ask = button(label, () => open().focus(), "danger");
  place.addEventListener(OPEN_AGAIN, open);
  place.append(ask);
  return place;
}

/** A list, or a sentence where it would be empty. */
export function listed(items: readonly Node[], none: MessageKey): HTMLElement {
  return items.length ? h("ul", { class: "cards" }, ...items.map((item) => h("li", {}, item))) : paragraph(none);
}
