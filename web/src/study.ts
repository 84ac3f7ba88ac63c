// The pages of a study: sign, record, upload, delete. There is no account: the link of a volunteer holds their key.
import { h } from "./dom";
import { onSubmit } from "./forms";
import { standing } from "./kept";
import { counted, language, text, when, type MessageKey } from "./messages";
import { recorderOf } from "./minted";
import { askingTwice, button, facts, paragraph, part, tell, tellToo, toldPlace } from "./parts";
import { drawn } from "./qr";
import { redraw } from "./redraw";
import { deleted, is, study, Volunteer, type Condition, type Shown } from "./study_calls";
import "./studio.css";

const MINE = "#me/";
const PURPOSES = ["measure", "report", "share"] as const;
const ATTACKS = ["print", "screen"] as const;

const app = document.querySelector("#app") as HTMLElement;
const main = h("main", { id: "content", tabindex: "-1" });

/** Counts what is shown: what an act was done for is not shown over the recorder, where the volunteer went on. */
let page = 0;

function show(title: MessageKey, ...content: Node[]): void {
  page += 1;
  document.title = text(title);
  const heading = h("h1", { tabindex: "-1" }, text(title));
  main.replaceChildren(heading, ...content);
  heading.focus({ preventScroll: true });
}

/** The release, and what a volunteer gives with it. */
async function releasePage(invitation: string): Promise<void> {
  const { operator, text: release } = await study();
  const box = (name: string, key: MessageKey): HTMLElement => h("label", { class: "choice" }, h("input", { type: "checkbox", name }), text(key));
  const name = h("input", { id: "name", name: "name", autocomplete: "name", maxlength: "100", required: true });
  const form = h(
    "form",
    {
      name: "release",
      submit: (event) => {
        event.preventDefault();
        const given = new FormData(form);
        sign(invitation, release, given).catch((error: unknown) => tell(wordsOf(error), true));
      },
    },
    h("fieldset", {}, h("legend", {}, text("study.agree")), ...PURPOSES.map((purpose) => box(purpose, `study.purpose.${purpose}`)), box("adult", "study.adult")),
    h("div", { class: "field" }, h("label", { for: "name" }, text("study.name")), name),
    h("button", { class: "main" }, text("study.sign")),
  );
  show("study.title", paragraph("study.by", { operator }), part("study.release", h("div", { class: "said" }, release), form));
}

async function sign(invitation: string, release: string, given: FormData): Promise<void> {
  if (!given.has("measure") || !given.has("adult") || !String(given.get("name")).trim()) {
    tell(text("study.needed"), true);
    return;
  }
  const purposes = PURPOSES.filter((purpose) => given.has(purpose));
  const volunteer = await Volunteer.sign({ invitation, text: release, name: String(given.get("name")), adult: true, purposes });
  tell("");
  await ownPage(volunteer);
}

/** Everything of one volunteer. */
async function ownPage(volunteer: Volunteer): Promise<void> {
  let here = 0;
  const parts = async (): Promise<Node[]> => {
    const shown = await volunteer.shown();
    return [linkPart(volunteer, shown), takesPart(volunteer, shown), attacksPart(volunteer, shown, again), deletePart(volunteer)];
  };
  const anew = async (): Promise<void> => {
    const content = await parts();
    if (here !== page) return;
    const heading = main.querySelector("h1");
    if (redraw(main, heading ? [heading, ...content] : content)) tellToo(text("app.newer"));
  };
  const again = (): void => void anew().catch((error: unknown) => tell(wordsOf(error), true));
  show("study.title", ...(await parts()));
  standing(main);
  here = page;
}

function linkPart(volunteer: Volunteer, shown: Shown): HTMLElement {
  const link = `${location.origin}/${MINE}${volunteer.key}`;
  const code = h("p", {});
  const showCode = button(text("study.showCode"), () => {
    volunteer
      .qr(link)
      .then((rows) => code.replaceChildren(drawn(rows, text("study.code"))))
      .catch((error: unknown) => tell(wordsOf(error), true));
  });
  return part(
    "study.yours",
    paragraph("study.keep"),
    h("p", {}, h("a", { href: link, class: "wrap" }, text("study.link"))),
    h("div", { class: "row" }, showCode, download(text("study.copy"), "release.txt", copyOf(shown, link))),
    code,
    h("p", { class: "soft" }, text("study.signed", { name: shown.name, time: when(shown.signed_at, "") })),
  );
}

function copyOf(shown: Shown, link: string): string {
  const agreed = PURPOSES.filter((purpose) => shown.purposes.includes(purpose)).map((purpose) => `[x] ${text(`study.purpose.${purpose}`)}`);
  return [shown.text, "", ...agreed, `[x] ${text("study.adult")}`, "", shown.name, shown.signed_at, "", link, ""].join("\n");
}

function takesPart(volunteer: Volunteer, shown: Shown): HTMLElement {
  const rows = shown.conditions.map((each) => {
    const name = text(`study.condition.${each.condition}`);
    const state = each.passed ? text("study.passed") : each.takes ? counted("study.taken", each.takes) : text("study.open");
    const start = button(text("study.record", { condition: name }), () => void takePage(volunteer, each).catch((error: unknown) => tell(wordsOf(error), true)));
    return h(
      "li",
      {},
      h("div", { class: "entry" }, h("h3", {}, name), h("span", { class: each.passed ? "good" : "soft" }, state)),
      paragraph(`study.how.${each.condition}`),
      each.left > 0 ? start : paragraph("study.enough"),
    );
  });
  return part("study.takes", paragraph("study.takesWords"), h("ul", { class: "cards" }, ...rows));
}

/** The recorder for one take. */
async function takePage(volunteer: Volunteer, { condition }: Condition): Promise<void> {
  const { sessionId, token } = await volunteer.take(condition);
  tell("");
  const recorder = recorderOf(sessionId, { token });
  const back = button(text("study.back"), () => void ownPage(volunteer).catch((error: unknown) => tell(wordsOf(error), true)));
  show(`study.condition.${condition}`, h("section", { class: "part" }, paragraph(`study.how.${condition}`), recorder), back);
}

function attacksPart(volunteer: Volunteer, shown: Shown, again: () => void): HTMLElement {
  const file = h("input", { type: "file", id: "file", name: "file", accept: "image/jpeg,image/png,image/webp,video/mp4,video/webm" });
  const kinds = ATTACKS.map((kind, at) => {
    const input = h("input", { type: "radio", name: "kind", value: kind });
    input.checked = at === 0;
    return h("label", { class: "choice" }, input, text(`study.${kind}`));
  });
  const choice = h("fieldset", {}, h("legend", {}, text("study.kind")), ...kinds);
  const send = onSubmit(async (fields) => {
    await volunteer.attack(String(fields.get("kind")), fields.get("file") as File);
    return text("study.uploaded");
  }, again);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (file.files?.length) send(event);
    else tell(text("study.noFile"), true);
  };
  const field = h("div", { class: "field" }, h("label", { for: "file" }, text("study.file")), file);
  const form = h("form", { name: "attack", submit }, choice, field, h("button", {}, text("study.upload")));
  return part("study.attacks", paragraph("study.attacksWords", { count: String(shown.attacks) }), form);
}

function deletePart(volunteer: Volunteer): HTMLElement {
  const acts = async (): Promise<string> => {
    const receipt = await volunteer.delete();
    const rows = facts(
      ["study.pseudonym", receipt.person],
      ["study.at", when(receipt.deleted_at, "")],
      ["study.recordings", String(receipt.recordings)],
      ["study.ofThemAttacks", String(receipt.attacks)],
      ["study.files", String(receipt.files)],
    );
    const save = download(text("study.saveReceipt"), "deletion.json", JSON.stringify(receipt, null, 1));
    show("study.deleted", part("study.deleted", paragraph("study.deletedWords"), rows, save));
    return "";
  };
  return part("study.delete", paragraph("study.deleteWords"), askingTwice(text("study.delete"), text("study.deleteAsk"), text("study.deleteYes"), acts, () => undefined));
}

function download(label: string, name: string, content: string): HTMLElement {
  return h("a", { class: "button", download: name, href: `data:text/plain;charset=utf-8,${encodeURIComponent(content)}` }, label);
}

function wordsOf(error: unknown): string {
  return is(error) ? text("app.failed", { message: error.message || error.reason }) : text("app.away");
}

/** A link that opens nothing, and every other way to this page that leads nowhere. */
function gone(): void {
  deleted();
  show("study.gone", paragraph("study.goneWords"));
}

async function start(): Promise<void> {
  app.replaceChildren(toldPlace(), main);
  const key = location.hash.startsWith(MINE) ? location.hash.slice(MINE.length) : "";
  const volunteer = Volunteer.of(key);
  // The link is a key: it does not stay in the address.
  if (key) history.replaceState(null, "", location.pathname);
  const invitation = new URLSearchParams(location.search).get("key") ?? "";
  try {
    if (volunteer) await ownPage(volunteer);
    else if (invitation) await releasePage(invitation);
    else show("study.title", paragraph("study.noInvitation"));
  } catch (error) {
    if (is(error) && error.reason === "RELEASE_NOT_SIGNED") gone();
    else main.replaceChildren(h("p", { class: "trouble" }, wordsOf(error)), button(text("app.again"), () => void start(), "main"));
  }
}

document.documentElement.lang = language.tag;
document.documentElement.dir = language.direction;
void start();
