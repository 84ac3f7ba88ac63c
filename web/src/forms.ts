// Forms: fields with their labels, and what happens when one is sent.
import { h } from "./dom";
import { sending } from "./kept";
import { text, textOfCode, type MessageKey } from "./messages";
import { tell, wordsOf } from "./parts";
import { pressing } from "./redraw";

/** A listener that acts once at a time, shows the page again and tells what became of it. */
export function onSubmit(acts: (fields: FormData) => Promise<string>, again: () => void): EventListener {
  return (event) => {
    event.preventDefault();
    pressing();
    sending(event.target as HTMLFormElement, acts)
      .then((said) => {
        again();
        tell(said);
      })
      .catch((error: unknown) => tell(wordsOf(error), true));
  };
}

/** A handle, as its owner writes it. */
export function handleField(id: string): HTMLElement {
  const input = h("input", { id, name: "handle", required: true, autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-describedby": `${id}-help` });
  return h("div", { class: "field" }, h("label", { for: id }, text("access.handle")), input, h("small", { id: `${id}-help` }, text("access.handleHelp")));
}

export function handleOf(fields: FormData): string {
  return String(fields.get("handle")).trim().replace(/^@/, "");
}

/** Boxes for codes. The texts of a code begin with the name of the field. */
export function checks(legend: MessageKey, name: string, codes: readonly string[], chosen: readonly string[]): HTMLElement {
  const boxes = codes.map((code) => {
    const input = h("input", { type: "checkbox", name, value: code });
    input.checked = chosen.includes(code);
    return h("label", { class: "choice" }, input, textOfCode(name, code));
  });
  return h("fieldset", {}, h("legend", {}, text(legend)), ...boxes);
}

/** A text of several lines. */
export function area(id: string, label: MessageKey, help: MessageKey, value: string): HTMLElement {
  const input = h("textarea", { id, name: id, rows: "3", maxlength: "2000", "aria-describedby": `${id}-help` });
  input.value = value;
  return h("div", { class: "field wide-field" }, h("label", { for: id }, text(label)), input, h("small", { id: `${id}-help` }, text(help)));
}
