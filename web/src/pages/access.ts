import { act, ask } from "../api";
import { named, type AccessRequest, type Consent, type Grant, type Group } from "../contract";
import { h } from "../dom";
import { text, textOfCode, when, type MessageKey } from "../messages";
import { checks, handleField, handleOf, onSubmit } from "../forms";
import { actor, askingTwice, listed, paragraph, part } from "../parts";
import { groupsPart } from "./groups";
import { previewPart } from "./preview";

const AUDIENCES = ["AUDIENCE_NOBODY", "AUDIENCE_ONLY_ME", "AUDIENCE_APPROVED", "AUDIENCE_MUTUALS", "AUDIENCE_EVERYONE"];
export const MODALITIES = ["MODALITY_FACE", "MODALITY_VOICE"];
export const USES = ["USE_PRIVATE", "USE_PUBLISH", "USE_REMIX", "USE_AD"];
export const CHOSEN = ["MODALITY_FACE", "MODALITY_VOICE", "USE_PRIVATE"];
const DAYS = ["1", "30", "365", "0"];
const DAY_MS = 86_400_000;

/** Who may use the likeness: the ceiling, the people, who asks, who is blocked. */
export async function accessPage(again: () => void): Promise<Node[]> {
  const [consent, asked, grouped] = await Promise.all([
    ask<Consent>("ConsentService/GetConsent"),
    ask<{ requests?: readonly AccessRequest[] }>("AccessService/ListAccessRequests"),
    ask<{ groups?: readonly Group[] }>("GroupService/ListGroups"),
  ]);
  return [
    part("access.people", grantCards(consent, again)),
    part("access.requests", listed((asked.requests ?? []).map((request) => requestCard(request, again)), "access.noRequests")),
    part("access.allow", giveForm(again)),
    groupsPart(grouped.groups ?? [], again),
    part("access.audience", audienceForm(consent, again)),
    part("access.asking", askingForm(consent, again)),
    previewPart(),
    part("access.blocks", blocks(consent, again), blockForm(again)),
  ];
}

/** The people who were allowed, each with a way to stop them. */
export function grantCards(consent: Consent, again: () => void): HTMLElement {
  const cards = (consent.grants ?? []).map((grant) => grantCard(grant, again));
  const list = listed(cards, "access.none");
  const audience = consent.effectiveAudience ?? "AUDIENCE_NOBODY";
  const isSuspended = cards.length > 0 && AUDIENCES.indexOf(audience) < AUDIENCES.indexOf("AUDIENCE_APPROVED");
  return isSuspended ? h("div", {}, paragraph("access.suspendedNow", { audience: textOfCode("audience", audience) }), list) : list;
}

/** What a grant is for, and how long. */
export function scopeOf(grant: Grant): string {
  const scope = [...grant.modalities.map((code) => textOfCode("modality", code)), ...grant.uses.map((code) => textOfCode("use", code))];
  const end = grant.expireTime ? text("access.until", { time: when(grant.expireTime, "") }) : text("access.untilRevoked");
  return [...scope, grant.provider ?? "", end, grant.asksEachTime ? text("access.asks") : ""].filter(Boolean).join(" · ");
}

function grantCard(grant: Grant, again: () => void): HTMLElement {
  const name = named(grant.granteeId, grant.granteeHandle);
  const stop = async (): Promise<string> => {
    await act("ConsentService/RevokeAccess", { grantee: { subjectId: grant.granteeId } });
    return text("access.stopped", { name });
  };
  return h(
    "div",
    { class: "card", "data-card": grant.granteeId },
    h("h3", {}, name),
    h("p", {}, scopeOf(grant)),
    askingTwice(text("access.stop", { name }), text("access.stopAsk", { name }), text("access.stopYes", { name }), stop, again),
  );
}

function requestCard(request: AccessRequest, again: () => void): HTMLElement {
  const name = named(request.requesterId, request.requesterHandle);
  const scope = [...(request.modalities ?? []).map((code) => textOfCode("modality", code)), ...(request.uses ?? []).map((code) => textOfCode("use", code))];
  const requester = { subjectId: request.requesterId };
  const yes = async (): Promise<string> => {
    await act("AccessService/ApproveAccess", { requester });
    return text("access.given", { name });
  };
  const no = async (): Promise<string> => {
    await act("AccessService/DenyAccess", { requester });
    return text("access.refused", { name });
  };
  const buttons = h("div", { class: "row" }, actor(text("access.yes", { name }), yes, again, "main"), actor(text("access.no", { name }), no, again));
  return h("div", { class: "card", "data-card": request.requesterId }, h("h3", {}, name), h("p", {}, scope.join(" · ")), buttons);
}

function audienceForm(consent: Consent, again: () => void): HTMLElement {
  const now = consent.audience ?? "AUDIENCE_NOBODY";
  const ceiling = AUDIENCES.indexOf(consent.audienceCeiling ?? "AUDIENCE_NOBODY");
  const choices = AUDIENCES.map((audience, at) => {
    const input = h("input", { type: "radio", name: "audience", value: audience });
    input.checked = audience === now;
    input.disabled = at > ceiling && audience !== now && audience !== "AUDIENCE_NOBODY";
    return h("label", { class: "choice" }, input, textOfCode("audience", audience));
  });
  const group = h("fieldset", {}, h("legend", { class: "hidden" }, text("access.audience")), ...choices);
  const form = h("form", { name: "audience", submit: onSubmit(async (fields) => {
    await act("ConsentService/SetAudience", { audience: fields.get("audience") });
    return text("access.saved");
  }, again) }, group, h("button", { class: "main" }, text("access.set")));
  return h(
    "div",
    {},
    paragraph("access.audienceWords"),
    paragraph("access.ceiling", { audience: textOfCode("audience", consent.audienceCeiling ?? "AUDIENCE_NOBODY") }),
    paragraph("access.effective", { audience: textOfCode("audience", consent.effectiveAudience ?? "AUDIENCE_NOBODY") }),
    form,
  );
}

function askingForm(consent: Consent, again: () => void): HTMLElement {
  const isAsked = consent.asksEachTime === true;
  const change = async (): Promise<string> => {
    await act("HeldRenderService/SetAsking", { eachTime: !isAsked });
    return text("access.saved");
  };
  return h("div", {}, paragraph(isAsked ? "access.askingOn" : "access.askingOff"), actor(text(isAsked ? "access.askingStop" : "access.askingStart"), change, again));
}

function giveForm(again: () => void): HTMLElement {
  const give = async (fields: FormData): Promise<string> => {
    const handle = handleOf(fields);
    const asked = { grantee: { handle }, ...termsOf(fields), asksEachTime: fields.has("asks") };
    await act("ConsentService/GrantAccess", asked);
    return text("access.given", { name: `@${handle}` });
  };
  return h(
    "form",
    { name: "give", submit: onSubmit(give, again) },
    handleField("give-handle"),
    checks("access.what", "modality", MODALITIES, CHOSEN),
    checks("access.for", "use", USES, CHOSEN),
    daysField(),
    h("label", { class: "choice" }, h("input", { type: "checkbox", name: "asks" }), text("access.askEach")),
    h("button", { class: "main" }, text("access.give")),
  );
}

/** What the fields of a grant say. */
export function termsOf(fields: FormData): object {
  const days = Number(fields.get("days"));
  const end = days ? { expireTime: new Date(Date.now() + days * DAY_MS).toISOString() } : {};
  return { modalities: fields.getAll("modality"), uses: fields.getAll("use"), ...end };
}

export function daysField(): HTMLElement {
  const days = h("select", { name: "days" }, ...DAYS.map((number) => h("option", { value: number }, text(`access.days.${number}` as MessageKey))));
  days.value = "30";
  return h("label", { class: "field" }, text("access.days"), days);
}

function blocks(consent: Consent, again: () => void): HTMLElement {
  const cards = (consent.blocks ?? []).map((block) => {
    const name = named(block.actorId, block.actorHandle);
    const free = async (): Promise<string> => {
      await act("ConsentService/UnblockActor", { actor: { subjectId: block.actorId } });
      return text("access.unblocked", { name });
    };
    return h("div", { class: "card", "data-card": block.actorId }, h("h3", {}, name), actor(text("access.unblock", { name }), free, again));
  });
  return listed(cards, "access.noBlocks");
}

function blockForm(again: () => void): HTMLElement {
  const block = async (fields: FormData): Promise<string> => {
    const handle = handleOf(fields);
    await act("ConsentService/BlockActor", { actor: { handle } });
    return text("access.blocked", { name: `@${handle}` });
  };
  return h("form", { name: "block", submit: onSubmit(block, again) }, handleField("block-handle"), h("button", { class: "danger" }, text("access.block")));
}
