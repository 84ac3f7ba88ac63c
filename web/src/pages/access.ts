import { act, ask } from "../api";
import { named, type AccessRequest, type Consent, type Grant } from "../contract";
import { h } from "../dom";
import { text, textOfCode, when, type MessageKey } from "../messages";
import { actor, askingTwice, listed, paragraph, part, tell, wordsOf } from "../parts";

const AUDIENCES = ["AUDIENCE_NOBODY", "AUDIENCE_ONLY_ME", "AUDIENCE_APPROVED", "AUDIENCE_MUTUALS", "AUDIENCE_EVERYONE"];
const MODALITIES = ["MODALITY_FACE", "MODALITY_VOICE"];
const USES = ["USE_PRIVATE", "USE_PUBLISH", "USE_REMIX", "USE_AD"];
const CHOSEN = ["MODALITY_FACE", "MODALITY_VOICE", "USE_PRIVATE"];
const DAYS = ["1", "30", "365", "0"];
const DAY_MS = 86_400_000;

/** Who may use the likeness: the ceiling, the people, who asks, who is blocked. */
export async function accessPage(again: () => void): Promise<Node[]> {
  const [consent, asked] = await Promise.all([
    ask<Consent>("ConsentService/GetConsent"),
    ask<{ requests?: readonly AccessRequest[] }>("AccessService/ListAccessRequests"),
  ]);
  return [
    part("access.people", grantCards(consent, again)),
    part("access.requests", listed((asked.requests ?? []).map((request) => requestCard(request, again)), "access.noRequests")),
    part("access.allow", giveForm(again)),
    part("access.audience", audienceForm(consent, again)),
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

function grantCard(grant: Grant, again: () => void): HTMLElement {
  const name = named(grant.granteeId, grant.granteeHandle);
  const scope = [...grant.modalities.map((code) => textOfCode("modality", code)), ...grant.uses.map((code) => textOfCode("use", code))];
  const end = grant.expireTime ? text("access.until", { time: when(grant.expireTime, "") }) : text("access.untilRevoked");
  const stop = async (): Promise<string> => {
    await act("ConsentService/RevokeAccess", { grantee: { subjectId: grant.granteeId } });
    return text("access.stopped", { name });
  };
  return h(
    "div",
    { class: "card" },
    h("h3", {}, name),
    h("p", {}, [...scope, grant.provider ?? "", end, grant.asksEachTime ? text("access.asks") : ""].filter(Boolean).join(" · ")),
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
  return h("div", { class: "card" }, h("h3", {}, name), h("p", {}, scope.join(" · ")), buttons);
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
  const group = h("fieldset", {}, h("legend", {}, text("access.audience")), ...choices);
  const form = h("form", { submit: onSubmit(async (fields) => {
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

function giveForm(again: () => void): HTMLElement {
  const give = async (fields: FormData): Promise<string> => {
    const handle = handleOf(fields);
    const days = Number(fields.get("days"));
    const end = days ? { expireTime: new Date(Date.now() + days * DAY_MS).toISOString() } : {};
    const scope = { modalities: fields.getAll("modality"), uses: fields.getAll("use") };
    await act("ConsentService/GrantAccess", { grantee: { handle }, ...scope, ...end, asksEachTime: fields.has("asks") });
    return text("access.given", { name: `@${handle}` });
  };
  const days = h("select", { name: "days" }, ...DAYS.map((number) => h("option", { value: number }, text(`access.days.${number}` as MessageKey))));
  days.value = "30";
  return h(
    "form",
    { submit: onSubmit(give, again) },
    handleField("give-handle"),
    checks("access.what", "modality", MODALITIES),
    checks("access.for", "use", USES),
    h("label", { class: "field" }, text("access.days"), days),
    h("label", { class: "choice" }, h("input", { type: "checkbox", name: "asks" }), text("access.askEach")),
    h("button", { class: "main" }, text("access.give")),
  );
}

function checks(legend: MessageKey, name: string, codes: readonly string[]): HTMLElement {
  const boxes = codes.map((code) => {
    const input = h("input", { type: "checkbox", name, value: code });
    input.checked = CHOSEN.includes(code);
    return h("label", { class: "choice" }, input, textOfCode(name, code));
  });
  return h("fieldset", {}, h("legend", {}, text(legend)), ...boxes);
}

function blocks(consent: Consent, again: () => void): HTMLElement {
  const cards = (consent.blocks ?? []).map((block) => {
    const name = named(block.actorId, block.actorHandle);
    const free = async (): Promise<string> => {
      await act("ConsentService/UnblockActor", { actor: { subjectId: block.actorId } });
      return text("access.unblocked", { name });
    };
    return h("div", { class: "card" }, h("h3", {}, name), actor(text("access.unblock", { name }), free, again));
  });
  return listed(cards, "access.noBlocks");
}

function blockForm(again: () => void): HTMLElement {
  const block = async (fields: FormData): Promise<string> => {
    const handle = handleOf(fields);
    await act("ConsentService/BlockActor", { actor: { handle } });
    return text("access.blocked", { name: `@${handle}` });
  };
  return h("form", { submit: onSubmit(block, again) }, handleField("block-handle"), h("button", { class: "danger" }, text("access.block")));
}

function handleField(id: string): HTMLElement {
  const input = h("input", { id, name: "handle", required: true, autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-describedby": `${id}-help` });
  return h("div", { class: "field" }, h("label", { for: id }, text("access.handle")), input, h("small", { id: `${id}-help` }, text("access.handleHelp")));
}

function handleOf(fields: FormData): string {
  return String(fields.get("handle")).trim().replace(/^@/, "");
}

function onSubmit(acts: (fields: FormData) => Promise<string>, again: () => void): EventListener {
  return (event) => {
    event.preventDefault();
    acts(new FormData(event.target as HTMLFormElement))
      .then((said) => {
        again();
        tell(said);
      })
      .catch((error: unknown) => tell(wordsOf(error), true));
  };
}
