import { act, ask } from "../api";
import { named, type Activity, type ActivityPage, type Appearance, type HeldRender, type Takedown } from "../contract";
import { h } from "../dom";
import { counted, text, textOfCode, when } from "../messages";
import { actor, askingTwice, button, listed, onlyPart, paragraph, tell, wordsOf } from "../parts";
import { forgetReceipts, verifyButton } from "./proof";

/** Everything that happened, refused attempts too. */
export async function activityPage(): Promise<Node[]> {
  forgetReceipts();
  const first = await ask<ActivityPage>("ConsentService/ListActivity", { pageSize: 50 });
  if (!first.activities?.length) return [onlyPart(paragraph("activity.none"))];
  const rows = h("ul", { class: "cards" }, ...first.activities.map(activityRow));
  const page = onlyPart(paragraph("proof.words"), rows);
  more(page, rows, first.nextPageToken);
  return [page];
}

function more(page: HTMLElement, rows: HTMLElement, token: string | undefined): void {
  if (!token) return;
  const next = button(text("app.more"), () => {
    ask<ActivityPage>("ConsentService/ListActivity", { pageSize: 50, pageToken: token })
      .then((found) => {
        rows.append(...(found.activities ?? []).map(activityRow));
        next.remove();
        more(page, rows, found.nextPageToken);
      })
      .catch((error: unknown) => tell(wordsOf(error), true));
  });
  page.append(next);
}

function activityRow(activity: Activity): HTMLElement {
  const times = Number(activity.count ?? 1);
  const what = [textOfCode("kind", activity.kind), times > 1 ? text("activity.times", { count: times }) : ""];
  const who = [named(activity.actorId, activity.actorHandle) || text("activity.you"), activity.provider ?? ""];
  const details = [when(activity.eventTime, ""), ...who, reasonOf(activity)];
  return h(
    "li",
    {},
    h("div", { class: "entry" }, h("strong", {}, what.filter(Boolean).join(", ")), verifyButton(activity)),
    h("p", { class: "soft" }, details.filter(Boolean).join(" · ")),
    activity.kind === "templates_moved" && h("p", {}, h("a", { href: "#likeness" }, text("activity.undo"))),
  );
}

/** What people wrote: the name of a group or of a generation service, or the words of the operator. */
const IN_OWN_WORDS = ["put_in_group", "removed_from_group", "group_granted", "group_revoked", "revoked", "suspended", "suspension_lifted", "age_settled", "names_vouched", "vouch_withdrawn"];

function reasonOf({ kind, reason = "" }: Activity): string {
  const [stoodIn, id] = reason.split(":");
  if (id && (stoodIn === "by_delegate" || stoodIn === "by_guardian")) return text(`reason.${stoodIn}`, { name: named(id, "") });
  return !reason || IN_OWN_WORDS.includes(kind) ? reason : textOfCode("reason", reason);
}

/** Entries in one reply. */
const MOST = 200;

/** Every output that shows the person, drafts too. */
export async function appearancesPage(again: () => void): Promise<Node[]> {
  const [found, ordered] = await Promise.all([
    ask<{ appearances?: readonly Appearance[] }>("AppearanceService/ListAppearances", { pageSize: MOST }),
    ask<{ takedowns?: readonly Takedown[] }>("AppearanceService/ListTakedowns", { pageSize: MOST }),
  ]);
  const open = ordered.takedowns ?? [];
  const orders = new Map(open.map((order) => [order.appearance?.appearanceId, order]));
  const cards = (found.appearances ?? []).map((one) => appearanceCard(one, orders.get(one.appearanceId), open.length < MOST, again));
  return [onlyPart(paragraph("appearances.words"), listed(cards, "appearances.none"))];
}

function appearanceCard(one: Appearance, order: Takedown | undefined, isComplete: boolean, again: () => void): HTMLElement {
  const orders = (method: string) => async (): Promise<string> => {
    await act(`AppearanceService/${method}`, { appearanceId: one.appearanceId });
    return text("appearances.ordered");
  };
  const made = when(one.publishTime ?? one.draftTime, "");
  const remove = askingTwice(text("appearances.delete"), text("appearances.deleteAsk"), text("appearances.deleteYes"), orders("DeleteAppearance"), again);
  return h(
    "div",
    { class: "card", "data-card": one.appearanceId, role: "group", "aria-label": made },
    h("h3", {}, made),
    h("p", {}, [text("appearances.by", { name: named(one.requesterId, one.requesterHandle) }), one.provider ?? "", stageOf(one)].filter(Boolean).join(" · ")),
    clock(one, order, isComplete),
    h("div", { class: "row" }, one.removal ? null : actor(text("appearances.hide"), orders("HideAppearance"), again), one.removal === "REMOVAL_DELETED" ? null : remove),
  );
}

const HOUR_MS = 3_600_000;

/** How much of its time an order has left; what was ordered and is in no complete list of open orders was done. */
function clock(one: Appearance, order: Takedown | undefined, isComplete: boolean): HTMLElement | null {
  if (!one.removal || (!order && !isComplete)) return null;
  if (!order) return h("p", { class: "good" }, text("appearances.removed"));
  const hours = Math.ceil((Date.parse(order.dueTime) - Date.now()) / HOUR_MS);
  const due = when(order.dueTime, "");
  return hours > 0 ? h("p", {}, counted("appearances.due", hours, { time: due })) : h("p", { class: "trouble" }, text("appearances.overdue", { time: due }));
}

function stageOf(one: Appearance): string {
  if (one.removal) return textOfCode("removal", one.removal);
  return text(one.publishTime ? "appearances.published" : "appearances.draft");
}

/** Renders that wait for the person's approval. */
export async function waitingPage(again: () => void): Promise<Node[]> {
  const found = await ask<{ heldRenders?: readonly HeldRender[] }>("HeldRenderService/ListHeldRenders");
  return [onlyPart(listed((found.heldRenders ?? []).map((held) => heldCard(held, again)), "waiting.none"))];
}

function heldCard(held: HeldRender, again: () => void): HTMLElement {
  const answer = (method: string, said: "waiting.allowed" | "waiting.refused") => async (): Promise<string> => {
    await act(`HeldRenderService/${method}`, { heldRenderId: held.heldRenderId });
    return text(said);
  };
  const words = text("waiting.words", { name: named(held.requesterId, held.requesterHandle) });
  const isWaiting = held.state === "HELD_RENDER_STATE_WAITING";
  const scope = [...(held.modalities ?? []).map((code) => textOfCode("modality", code)), textOfCode("use", held.use ?? ""), held.provider ?? ""];
  return h(
    "div",
    { class: "card", "data-card": held.heldRenderId, role: "group", "aria-label": words },
    h("h3", {}, words),
    h("blockquote", {}, held.prompt ?? ""),
    h("p", {}, [...scope, text("access.until", { time: when(held.expireTime, "") })].filter(Boolean).join(" · ")),
    isWaiting ? null : paragraph("waiting.answered"),
    h("div", { class: "row" }, isWaiting && actor(text("waiting.yes"), answer("ApproveHeldRender", "waiting.allowed"), again, "main"), actor(text("waiting.no"), answer("DenyHeldRender", "waiting.refused"), again)),
  );
}
