import { act, ask } from "../api";
import { type Erasure } from "../contract";
import { h } from "../dom";
import { cameBack } from "../journey";
import { text, textOfCode, when } from "../messages";
import { askingTwice, button, facts, paragraph, part, wordsOf } from "../parts";

const KEPT = "cameo-erasure";
const ERASE = "ErasureService/EraseSubject";

/** Erasing everything, and the receipt of an erasure that was begun in this browser. */
export async function erasePart(again: () => void): Promise<HTMLElement> {
  const erase = async (): Promise<string> => {
    const asked = { effect: "STOP_EFFECT_DELETE_ALL" };
    const { erasureId } = await act<{ erasureId: string }>(ERASE, asked);
    kept(erasureId);
    return text("erase.done");
  };
  return part("erase.title", paragraph("erase.words"), ...(await receipt(again)), askingTwice(text("erase.erase"), text("erase.ask"), text("erase.yes"), erase, again));
}

/** Of an erasure that was confirmed at the identity provider. */
export function keepReceipt(): void {
  const back = cameBack(ERASE);
  if (back) kept((back.reply as { erasureId: string }).erasureId);
}

function kept(erasureId: string): void {
  localStorage.setItem(KEPT, erasureId);
}

/** The receipt that this browser keeps, and what became of it since. */
export async function receipt(again: () => void): Promise<HTMLElement[]> {
  const erasureId = localStorage.getItem(KEPT);
  if (!erasureId) return [];
  try {
    const found = await ask<Erasure>("ErasureService/GetErasure", { erasureId });
    const forget = button(text("erase.forget"), () => {
      localStorage.removeItem(KEPT);
      again();
    });
    const file = { erasureId, ...found };
    const link = h("a", { class: "button", download: `erasure-${erasureId}.json`, href: `data:application/json,${encodeURIComponent(JSON.stringify(file, null, 1))}` }, text("erase.save"));
    return [
      h(
        "div",
        { class: "card" },
        h("h3", {}, text("erase.receipt")),
        facts(["erase.state", textOfCode("erasure", found.state ?? "")], ["erase.at", when(found.eraseTime, "")], ["erase.final", when(found.finalTime, text("erase.notYet"))], ["erase.id", erasureId]),
        h("div", { class: "row" }, link, forget),
      ),
    ];
  } catch (error) {
    return [h("p", { class: "trouble" }, wordsOf(error))];
  }
}
