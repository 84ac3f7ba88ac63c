// What a person filled in and did not send outlives the page being shown anew: no choice is lost to a reply that comes late.
type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Values = Readonly<Record<string, string>>;

/**
 * What stands in one form and is not saved. drawn: how the page showed it first. changed: the fields that differ from
 * what was saved. isSent: it is on its way to the service just as it stands.
 */
export interface Unsaved {
  readonly form: string;
  readonly values: Values;
  readonly drawn: Values;
  readonly changed: readonly string[];
  readonly isSent: boolean;
}

// By the name of the form, for the form itself is made anew.
const drawn = new Map<string, Values>();
const saved = new Map<string, Values>();
const sent = new Map<string, Values>();
/** Forms that were saved since the page was shown. */
const done = new Set<string>();

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter((one): one is Field => one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement);
}

function isBox(field: Field): field is HTMLInputElement {
  return field.type === "checkbox" || field.type === "radio";
}

/** Not its property, which a field called "name" would take. */
export function nameOf(form: HTMLFormElement): string {
  return form.getAttribute("name") ?? "";
}

/** The name of a field; of boxes each has its own. */
export function keyOf(field: Field): string {
  return isBox(field) ? `${field.name}=${field.value}` : field.name;
}

function valueOf(field: Field): string {
  if (isBox(field)) return String(field.checked);
  if (field instanceof HTMLInputElement && field.files) return [...field.files].map((file) => `${file.name} ${file.size} ${file.lastModified}`).join("\n");
  return field.value;
}

function valuesOf(form: HTMLFormElement): Values {
  return Object.fromEntries(fieldsOf(form).map((field) => [keyOf(field), valueOf(field)]));
}

function isSame(one: Values, other: Values | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function formsIn(root: ParentNode): HTMLFormElement[] {
  return [...root.querySelectorAll("form")];
}

/** The forms stand as the service knows them. One that is being sent waits for that. */
export function standing(root: ParentNode): void {
  done.clear();
  for (const form of formsIn(root)) {
    drawn.set(nameOf(form), valuesOf(form));
    saved.set(nameOf(form), valuesOf(form));
    setBusy(nameOf(form), sent.has(nameOf(form)));
  }
}

/** Sends what stands in a form; it is saved once `acts` is done. A form is sent once at a time. */
export async function sending<T>(form: HTMLFormElement, acts: (fields: FormData) => Promise<T>): Promise<T> {
  const name = nameOf(form);
  const values = valuesOf(form);
  sent.set(name, values);
  setBusy(name, true);
  try {
    const said = await acts(new FormData(form));
    saved.set(name, values);
    done.add(name);
    return said;
  } finally {
    sent.delete(name);
    setBusy(name, false);
  }
}

function setBusy(name: string, isBusy: boolean): void {
  const sender = document.forms.namedItem(name)?.querySelector("button");
  if (sender) sender.disabled = isBusy;
}

/** Whether a form that was saved holds something newer. */
export function isNewer({ form }: Unsaved): boolean {
  return done.has(form);
}

/** Every form in which something stands that is not saved. */
export function unsaved(root: ParentNode): Unsaved[] {
  return formsIn(root)
    .map((form) => standsIn(nameOf(form), valuesOf(form)))
    .filter(({ changed }) => changed.length > 0);
}

function standsIn(form: string, values: Values): Unsaved {
  const known = saved.get(form) ?? {};
  const changed = Object.keys(values).filter((key) => values[key] !== known[key]);
  return { form, values, drawn: drawn.get(form) ?? {}, changed, isSent: isSame(values, sent.get(form)) };
}

/**
 * Puts it into the forms of a page that was shown anew, as far as their fields are there. What the person did not touch
 * and the service says anew is as the service says. from: the forms of before, for files that were chosen.
 */
export function putBack(root: ParentNode, forms: readonly Unsaved[], from: readonly HTMLFormElement[] = []): void {
  for (const { form: name, values, drawn: first, changed } of forms) {
    const form = formsIn(root).find((one) => nameOf(one) === name);
    const before = from.find((one) => nameOf(one) === name);
    for (const field of form ? fieldsOf(form) : []) {
      const key = keyOf(field);
      if (changed.includes(key) || valueOf(field) === first[key]) put(field, values[key], before);
    }
  }
}

function put(field: Field, value: string | undefined, before: HTMLFormElement | undefined): void {
  if (value === undefined || field.disabled) return;
  if (isBox(field)) field.checked = value === "true";
  else if (field instanceof HTMLInputElement && field.files) field.files = (before?.elements.namedItem(field.name) as HTMLInputElement | null)?.files ?? null;
  else field.value = value;
}
