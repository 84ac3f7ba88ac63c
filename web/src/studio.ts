import { me, Refused, signInAs, signOut, type Me } from "./api";
import { h } from "./dom";
import { language, text, type MessageKey } from "./messages";
import { accessPage } from "./pages/access";
import { activityPage, appearancesPage, waitingPage } from "./pages/feeds";
import { likenessPage } from "./pages/likeness";
import { recordPage } from "./pages/record";
import { button, part, paragraph, tell, toldPlace, wordsOf } from "./parts";
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

function nameOfPage(): string {
  const name = location.hash.slice(1);
  return name in PAGES ? name : FIRST;
}

function navigation(): HTMLElement {
  const now = nameOfPage();
  const links = Object.keys(PAGES).map((name) =>
    h("li", {}, h("a", { href: `#${name}`, ...(name === now ? { "aria-current": "page" } : {}) }, text(`nav.${name}` as MessageKey))),
  );
  return h("nav", { "aria-label": text("nav.label") }, h("ul", {}, ...links));
}

function header(): HTMLElement {
  const leave = button(text("app.signOut"), () => void signOut().catch(() => undefined).then(() => location.reload()));
  const who = known.name ? h("p", { class: "who" }, text("app.signedInAs", { name: known.name }), " ", leave) : null;
  return h("header", {}, h("p", { class: "brand" }, text("app.title")), who);
}

async function show(isNew: boolean): Promise<void> {
  const name = nameOfPage();
  document.title = `${text(`nav.${name}` as MessageKey)} – ${text("app.title")}`;
  const skip = h("a", { href: "#content", class: "skip", click: (event) => {
    event.preventDefault();
    main.focus();
  } }, text("app.skip"));
  app.replaceChildren(skip, header(), navigation(), toldPlace(), main);
  const title = h("h1", { tabindex: "-1" }, text(`nav.${name}` as MessageKey));
  if (isNew) {
    tell("");
    main.replaceChildren(title, paragraph("app.loading"));
    title.focus({ preventScroll: true });
  }
  try {
    const content = await (PAGES[name] ?? likenessPage)(() => void show(false));
    if (name === nameOfPage()) main.replaceChildren(title, ...content);
  } catch (error) {
    if (error instanceof Refused && error.reason === "NOT_SIGNED_IN") await start();
    else main.replaceChildren(title, h("p", { class: "trouble" }, wordsOf(error)), button(text("app.again"), () => void show(true), "main"));
  }
}

function showSignIn(): void {
  document.title = `${text("signIn.title")} – ${text("app.title")}`;
  const people = (known.people ?? []).map((person) =>
    button(text("signIn.as", { name: person }), () => void signInAs(person).then(start).catch((error: unknown) => tell(wordsOf(error), true)), "main"),
  );
  main.replaceChildren(h("h1", {}, text("signIn.title")), part("app.title", paragraph("signIn.words"), paragraph("signIn.demo"), h("div", { class: "row" }, ...people)));
  app.replaceChildren(header(), toldPlace(), main);
}

async function start(): Promise<void> {
  try {
    known = await me();
    if (known.name) await show(true);
    else showSignIn();
  } catch (error) {
    main.replaceChildren(h("p", { class: "trouble" }, wordsOf(error)), button(text("app.again"), () => void start(), "main"));
    app.replaceChildren(header(), toldPlace(), main);
  }
}

document.documentElement.lang = language.tag;
document.documentElement.dir = language.direction;
window.addEventListener("hashchange", () => void (known.name ? show(true) : start()));
void start();
