import { ask, type Refused } from "../api";
import { type PreviewedUse } from "../contract";
import { h } from "../dom";
import { handleField, handleOf } from "../forms";
import { text, textOfCode } from "../messages";
import { paragraph, part, tell, wordsOf } from "../parts";

/** "What would @ben be told?": the service's own answer, with the owner's choices of now. */
export function previewPart(): HTMLElement {
  const place = h("div", { "aria-live": "polite" });
  const form = h(
    "form",
    {
      name: "preview",
      submit: (event) => {
        event.preventDefault();
        const handle = handleOf(new FormData(form));
        ask<{ uses?: readonly PreviewedUse[] }>("AccessService/PreviewAccess", { requester: { handle } })
          .then(({ uses }) => place.replaceChildren(answers(`@${handle}`, uses ?? [])))
          .catch((error: Refused) => tell(wordsOf(error), true));
      },
    },
    handleField("preview-handle"),
    h("button", {}, text("preview.ask")),
  );
  return part("preview.title", paragraph("preview.words"), form, place);
}

function answers(name: string, uses: readonly PreviewedUse[]): HTMLElement {
  const rows = uses.map((one) => {
    const head = `${textOfCode("modality", one.modality)}, ${textOfCode("use", one.use)}`;
    return h("tr", {}, h("th", { scope: "row" }, head), h("td", {}, textOfCode("answer", one.answer ?? "ACCESS_ANSWER_REFUSED")));
  });
  return h("table", {}, h("caption", {}, text("preview.told", { name })), h("tbody", {}, ...rows));
}
