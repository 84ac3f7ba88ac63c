import { act } from "../api";
import { type NetMove } from "../contract";
import { h } from "../dom";
import { counted, text, when } from "../messages";
import { askingTwice, paragraph, part } from "../parts";

const DAY_MS = 86_400_000;

/** A move to other nets that can still be undone, with the days left; where the person signs in they confirm it. */
export function movedPart(moves: readonly NetMove[], again: () => void): HTMLElement[] {
  const move = moves.find(({ state, endTime }) => state === "moved" && endTime && Date.parse(endTime) > Date.now());
  if (!move?.endTime) return [];
  const days = Math.ceil((Date.parse(move.endTime) - Date.now()) / DAY_MS);
  const undo = async (): Promise<string> => {
    await act("EnrollmentService/UndoNetMove", {});
    return text("moved.undone");
  };
  return [
    part(
      "moved.title",
      paragraph("moved.words", { time: when(move.sinceTime, "") }),
      h("p", {}, counted("moved.left", days, { time: when(move.endTime, "") })),
      askingTwice(text("moved.undo"), text("moved.ask"), text("moved.yes"), undo, again),
    ),
  ];
}
