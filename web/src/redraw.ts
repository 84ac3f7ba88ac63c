// A page is shown anew after every act. What the person has in hand stays: choices, open questions, the place of the keyboard.
import { isNewer, keyOf, nameOf, putBack, standing, unsaved } from "./kept";

/** Opens a question again, see `askingTwice`. */
export const OPEN_AGAIN = "cameo-open-again";
const USED = "button, a, summary, input, select, textarea";

/** Where something stands, in words that outlive the elements. card: what it is about, where many look alike. */
interface Place {
  readonly part: string;
  readonly card: string;
  readonly label: string;
}

let pressed: Place | undefined;

/** An act begins: a button that waits loses the keyboard, and may be gone afterwards. */
export function pressing(): void {
  const active = document.activeElement;
  pressed = active && active.closest("main") ? placeOf(active) : undefined;
}

function labelOf(element: Element): string {
  const isField = element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;
  return isField ? `${element.form ? nameOf(element.form) : ""} ${keyOf(element)}` : (element.textContent ?? "");
}

function titleOf(part: Element | null): string {
  return part?.querySelector("h2")?.textContent ?? "";
}

function placeOf(element: Element): Place {
  const card = element.closest<HTMLElement>("[data-card]")?.dataset.card ?? "";
  return { part: titleOf(element.closest("section")), card, label: labelOf(element) };
}

function partAt(root: ParentNode, { part }: Place): HTMLElement | undefined {
  return [...root.querySelectorAll("section")].find((section) => titleOf(section) === part);
}

/** Elements of a kind with that label in the very same place; none where what it was about is gone. */
function at(root: ParentNode, kind: string, place: Place): HTMLElement[] {
  const all = [...(partAt(root, place)?.querySelectorAll<HTMLElement>(kind) ?? [])];
  return all.filter((one) => labelOf(one) === place.label && placeOf(one).card === place.card);
}

function keyboard(root: HTMLElement): Place | undefined {
  const active = document.activeElement;
  if (active && root.contains(active)) return placeOf(active);
  return active === document.body ? pressed : undefined;
}

function goOnAt(root: HTMLElement, place: Place): void {
  const same = at(root, USED, place).find((one) => !(one as HTMLButtonElement).disabled);
  const onward = same ?? partAt(root, place)?.querySelector("h2") ?? root.querySelector("h1");
  if (onward && !same) onward.tabIndex = -1;
  onward?.focus({ preventScroll: true });
}

function openIn(root: HTMLElement): Place[] {
  const folds = [...root.querySelectorAll("details[open] > summary")].map(placeOf);
  const questions = [...root.querySelectorAll<HTMLElement>(".twice[data-open]")].map((one) => ({ ...placeOf(one), label: one.dataset.open ?? "" }));
  return [...folds, ...questions];
}

function openAgain(root: HTMLElement, place: Place): void {
  for (const fold of at(root, "summary", place)) fold.closest("details")?.setAttribute("open", "");
  for (const question of at(root, ".twice", place)) question.dispatchEvent(new Event(OPEN_AGAIN));
}

/** Puts new content into the page. Whether a form that was saved holds something newer. */
export function redraw(root: HTMLElement, content: readonly Node[]): boolean {
  const forms = unsaved(root);
  const before = [...root.querySelectorAll("form")];
  const [onward, open] = [keyboard(root), openIn(root)];
  const hasNewer = forms.some(isNewer);
  pressed = undefined;
  root.replaceChildren(...content);
  standing(root);
  putBack(root, forms, before);
  for (const place of open) openAgain(root, place);
  if (onward) goOnAt(root, onward);
  return hasNewer;
}
