import { act } from "../api";
import { named, type Group } from "../contract";
import { h } from "../dom";
import { checks, handleField, handleOf, onSubmit } from "../forms";
import { text } from "../messages";
import { actor, askingTwice, listed, paragraph, part } from "../parts";
import { CHOSEN, daysField, MODALITIES, scopeOf, termsOf, USES } from "./access";

/** Groups of people who are allowed together: who is in, what is granted, and how each ends. */
export function groupsPart(groups: readonly Group[], again: () => void): HTMLElement {
  return part("groups.title", paragraph("groups.words"), listed(groups.map((group) => groupCard(group, again)), "groups.none"), newMember(again), newGrant(groups, again));
}

function groupCard(group: Group, again: () => void): HTMLElement {
  const members = (group.memberIds ?? []).map((id, at) => {
    const name = named(id, group.memberHandles?.[at]);
    const remove = async (): Promise<string> => {
      await act("GroupService/RemoveFromGroup", { group: group.name, member: { subjectId: id } });
      return text("groups.removed", { name });
    };
    return h("div", { class: "row" }, name, actor(text("groups.remove", { name }), remove, again));
  });
  const revoke = async (): Promise<string> => {
    await act("GroupService/RevokeGroup", { group: group.name });
    return text("access.stopped", { name: group.name });
  };
  const name = group.name;
  const stop = askingTwice(text("access.stop", { name }), text("groups.stopAsk", { name }), text("access.stopYes", { name }), revoke, again);
  const grants = (group.grants ?? []).map((grant) => h("p", {}, scopeOf(grant)));
  return h("div", { class: "card", "data-card": name }, h("h3", {}, name), ...grants, grants.length ? null : paragraph("groups.nothing"), listed(members, "groups.empty"), grants.length ? stop : null);
}

function newMember(again: () => void): HTMLElement {
  const put = async (fields: FormData): Promise<string> => {
    const handle = handleOf(fields);
    await act("GroupService/PutInGroup", { group: String(fields.get("group")).trim(), member: { handle } });
    return text("groups.put", { name: `@${handle}` });
  };
  return fold("groups.add", h("form", { name: "member", submit: onSubmit(put, again) }, groupField("member-group"), handleField("member-handle"), h("button", { class: "main" }, text("groups.add"))));
}

function newGrant(groups: readonly Group[], again: () => void): HTMLElement | undefined {
  if (!groups.length) return undefined;
  const give = async (fields: FormData): Promise<string> => {
    const group = String(fields.get("group")).trim();
    await act("GroupService/GrantGroup", { group, ...termsOf(fields) });
    return text("access.given", { name: group });
  };
  const choice = h("select", { name: "group" }, ...groups.map((group) => h("option", { value: group.name }, group.name)));
  return fold(
    "groups.give",
    h(
      "form",
      { name: "give-group", submit: onSubmit(give, again) },
      h("label", { class: "field" }, text("groups.name"), choice),
      checks("access.what", "modality", MODALITIES, CHOSEN),
      checks("access.for", "use", USES, CHOSEN),
      daysField(),
      h("button", { class: "main" }, text("groups.give")),
    ),
  );
}

function groupField(id: string): HTMLElement {
  return h("div", { class: "field" }, h("label", { for: id }, text("groups.name")), h("input", { id, name: "group", required: true, maxlength: "64", autocomplete: "off" }));
}

function fold(title: "groups.add" | "groups.give", content: HTMLElement): HTMLElement {
  return h("details", {}, h("summary", {}, text(title)), content);
}
