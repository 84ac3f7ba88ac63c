import { me, Refused, send, signInAs, signOut, whenOwnerIsNeeded, type Me } from "./api";
import { h } from "./dom";
import { keep, nameOfPage as named, waiting, type Waiting } from "./journey";
import { putBack, unsaved, type Unsaved } from "./kept";
import { language, text, textOfCode, type MessageKey } from "./messages";
import { accessPage } from "./pages/access";
import { activityPage, appearancesPage, waitingPage } from "./pages/feeds";
import { phonePage } from "./pages/handover";
import { likenessPage } from "./pages/likeness";
import { recordPage } from "./pages/record";
import { clearVerification, offerVerification, resumeVerification, verificationPlace } from "./pages/verification";
import { button, onlyPart, paragraph, tell, tellToo, toldPlace, wordsOf } from "./parts";
import { redraw } from "./redraw";
import "./studio.css";

type Page = (again: () => void) => Promise<Node[]>;

const PAGES: Record<string, Page> = {
  likeness: likenessPage,
  record: recordPage,
  access: accessPage,
  appearances: appearancesPage,
  activity: activityPage,
  waiting: waitingPage,
};
const FIRST = "likeness";

const app = document.querySelector("#app") as HTMLElement;
const main = h("main", { id: "content", tabindex: "-1" });
let known: Me = {};
/** Counts what is shown: an answer that comes late is not shown over a newer one, or over another page. */
let showing = 0;
let page = 0;
/** Of a page that could not be shown anew. */
let left: readonly Unsaved[] = [];

function nameOfPage(): string {
  return named() in PAGES ? named() : FIRST;
}

function navigation(): HTMLElement {
  const now = nameOfPage();
  const links = Object.keys(PAGES).map((name) =>
    h("li", {}, h("a", { href: `#${name}`, ...(name === now ? { "aria-current": "page" } : {}) }, text(`nav.${name}` as MessageKey))),
  );
  return h("nav", { "aria-label": text("nav.label") }, h("ul", {}, ...links));
}

function header(): HTMLElement {
  const leave = button(text("app.signOut"), () => void signOut().catch(() => "").then((goTo) => (goTo ? location.assign(goTo) : location.reload())));
  const who = known.name ? h("p", { class: "who" }, text("app.signedInAs", { name: known.name }), " ", leave) : null;
  return h("header", {}, h("p", { class: "brand" }, text("app.title")), who);
}

function frame(name: string): void {
  document.title = `${text(`nav.${name}` as MessageKey)} – ${text("app.title")}`;
  const skip = h("a", { href: "#content", class: "skip", click: (event) => {
    event.preventDefault();
    main.focus();
  } }, text("app.skip"));
  app.replaceChildren(skip, header(), navigation(), toldPlace(), verificationPlace(), main);
}

async function show(isNew: boolean): Promise<void> {
  const name = nameOfPage();
  const mine = ++showing;
  const here = isNew ? ++page : page;
  const title = h("h1", { tabindex: "-1" }, text(`nav.${name}` as MessageKey));
  if (isNew) {
    // Left alone when it is shown anew: a recorder would stop, and the keyboard would lose its place.
    frame(name);
    tell("");
    clearVerification();
    left = [];
    main.replaceChildren(title, paragraph("app.loading"));
    title.focus({ preventScroll: true });
  }
  try {
    const content = await (PAGES[name] ?? likenessPage)(() => void (here === page && show(false)));
    if (mine !== showing) return;
    const hasNewer = redraw(main, [title, ...content]);
    putBack(main, left);
    left = [];
    if (hasNewer) tellToo(text("app.newer"));
  } catch (error) {
    if (mine === showing) await fail(title, error);
  }
}

async function fail(title: HTMLElement, error: unknown): Promise<void> {
  if (error instanceof Refused && error.reason === "NOT_SIGNED_IN") {
    await start();
    return;
  }
  left = [...left, ...unsaved(main)];
  main.replaceChildren(title, h("p", { class: "trouble" }, wordsOf(error)), button(text("app.again"), () => void show(false), "main"));
}

function showSignIn(): void {
  document.title = `${text("signIn.title")} – ${text("app.title")}`;
  const people = (known.people ?? []).map((person) =>
    button(text("signIn.as", { name: person }), () => void signInAs(person).then(start).catch((error: unknown) => tell(wordsOf(error), true)), "main"),
  );
  const there = known.signInAt ? h("a", { class: "button main", href: `${known.signInAt}?page=${nameOfPage()}` }, text("signIn.there")) : null;
  const ways = known.signInAt ? [paragraph("signIn.provider")] : [paragraph("signIn.demo")];
  main.replaceChildren(h("h1", {}, text("signIn.title")), onlyPart(paragraph("signIn.words"), ...ways, h("div", { class: "row" }, there, ...people)));
  app.replaceChildren(header(), toldPlace(), main);
}

/** What went wrong on the way back from the identity provider, in words; "" for nothing. */
function refusedOnTheWay(): string {
  const reason = new URLSearchParams(location.search).get("refused");
  if (!reason) return "";
  history.replaceState(null, "", location.pathname + location.hash);
  return /^[A-Z_]{1,40}$/.test(reason) ? textOfCode("refused", reason.startsWith("TOKEN_") ? "TOKEN" : reason) : text("app.away");
}

/** Sends what waited for a sign-in or a decision again, shows the page anew, and says what became of it. */
async function resume(errand: Waiting): Promise<void> {
  const { forms } = errand;
  putBack(main, forms.filter(({ isSent }) => !isSent));
  try {
    keep({ ...errand, reply: await send<object>(errand) });
    // On the page that records, the same calls begin an enrollment.
    if (nameOfPage() !== "record") resumeVerification();
    await show(false);
    if ("requestId" in errand.request) tell(text("app.confirmed"));
  } catch (error) {
    putBack(main, forms);
    tell(wordsOf(error), true);
  }
}

/** For a phone that took a recording over: it knows one session, and no person. */
function showPhone(content: Node[]): void {
  document.title = `${text("handover.title")} – ${text("app.title")}`;
  main.replaceChildren(h("h1", {}, text("handover.title")), ...content);
  app.replaceChildren(h("header", {}, h("p", { class: "brand" }, text("app.title"))), toldPlace(), main);
}

async function start(): Promise<void> {
  const phone = phonePage();
  if (phone) {
    showPhone(phone);
    return;
  }
  try {
    known = await me();
    const trouble = refusedOnTheWay();
    const errand = waiting(known.sub ?? "");
    // Who was refused on the way comes back to the first page, and goes on where they were.
    if (trouble && errand) history.replaceState(null, "", `#${errand.page}`);
    if (known.name) await show(true);
    else showSignIn();
    if (trouble) {
      putBack(main, errand?.forms ?? []);
      tell(trouble, true);
    } else if (errand) await resume(errand);
  } catch (error) {
    main.replaceChildren(h("p", { class: "trouble" }, wordsOf(error)), button(text("app.again"), () => void start(), "main"));
    app.replaceChildren(header(), toldPlace(), main);
  }
}

document.documentElement.lang = language.tag;
document.documentElement.dir = language.direction;
window.addEventListener("hashchange", () => void (known.name ? show(true) : start()));
// A browser that goes back from the identity provider shows the page as it was: with buttons that wait.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
whenOwnerIsNeeded(offerVerification);
void start();
