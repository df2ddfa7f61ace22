// The verification page: guide, capture, result, outcome.

import { colour } from "./colours.js";
import { button, element, say } from "./dom.js";
import { emulatorPanel } from "./emulator-panel.js";
import { specimen } from "./specimen.js";

const view = JSON.parse(document.getElementById("view").textContent);
const text = (key) => view.texts[key] ?? key;
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const steps = ["guide", "capture", "result", "outcome"].filter((name) => view.shows[name] ?? true);
// Where verify.js has put the page into a frame, it passed the Protocol in the fragment.
const embedded = window.parent !== window && location.hash.startsWith("#protocol=");
const draw = { guide, capture, result };
let edits = {};
let busy = false;

const rail = element("ol", {}, ...steps.map((name) => element("li", { "data-step": name }, text(name))));
const work = element("main");
const panel = emulatorPanel(view, finish);
document.getElementById("page").append(
  element("div", { className: "card" }, element("nav", { className: "rail", "aria-label": text(steps[0]) }, rail), work), panel);

if (embedded && decodeURIComponent(location.hash.slice("#protocol=".length)) !== view.protocol) {
  show("outcome", outcome("failed", text("errorTitle"), "Protocol: startVerify needs the Protocol that Initialize answered with this TransactionUrl."));
  panel.remove();
} else {
  show(steps[0]);
}

// Puts a step in place of the one before and moves the focus to its heading.
function show(name, content = draw[name]()) {
  const heading = content.querySelector("h1");
  heading.tabIndex = -1;
  content.classList.add("step");
  content.dataset.step = name;
  work.replaceChildren(content);
  colour(content, name, view.colours);
  for (const item of rail.children) {
    item.toggleAttribute("data-done", steps.indexOf(item.dataset.step) < steps.indexOf(name));
    if (item.dataset.step === name) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
  reach(name);
  document.title = heading.textContent;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

// Tells the emulator how far the user came, for CheckVerifyLog. The check goes on whatever becomes of it.
function reach(name) {
  const page = { guide: "GUIDE", capture: "OCR_SCAN", result: "OCR_RESULT" }[name];
  if (!page) return;
  const body = JSON.stringify({ clientCfg: view.clientCfg, page });
  fetch("_emulator/verification/page", { method: "POST", headers: { "content-type": "application/json" }, body }).catch(() => {});
}

function next(name) {
  const following = steps[steps.indexOf(name) + 1];
  if (following === "outcome") finish("1000");
  else show(following);
}

// The user's own choice of a language: the page is opened again in it, with its fragment.
function languages() {
  const name = (tag) => new Intl.DisplayNames([tag], { type: "language" }).of(tag);
  const choice = element("select", { id: "language", "aria-label": "Language", onchange: () => {
    const query = new URLSearchParams(location.search);
    query.set("language", choice.value);
    location.search = query;
  } }, ...view.languages.map(([value, tag]) => element("option", { value, lang: tag, selected: value === view.language }, name(tag))));
  return choice;
}

function top() {
  return element("div", { className: "top" },
    element("span", { className: "document" }, text(`document.${view.document}`)), languages(),
    button(text("leave"), () => finish("1006"), { id: "leave" }));
}

function guide() {
  return element("section", {}, top(), specimen(view),
    element("h1", {}, text("guideTitle")), element("p", { className: "lead" }, text("guideLead")),
    element("ul", { className: "tips" }, ...["guideTip1", "guideTip2", "guideTip3"].map((key) => element("li", {}, text(key)))),
    element("div", { className: "actions" }, button(text("start"), () => next("guide"), { id: "start", className: "primary" })));
}

function capture() {
  const camera = element("div", { className: "camera" }, specimen(view),
    element("div", { className: "frame", "aria-hidden": "true" }, ...[1, 2, 3, 4].map(() => element("i"))));
  const take = () => {
    shutter.disabled = album.disabled = true;
    camera.classList.add("taken");
    camera.append(element("span", { className: "word" }, text("reading")));
    say(text("reading"));
    setTimeout(() => camera.isConnected && next("capture"), still ? 0 : 900);
  };
  const onPc = document.documentElement.dataset.layout === "pc";
  const shutter = button(onPc ? text("shutter") : "", take, { id: "shutter", className: onPc ? "primary" : "shutter", "aria-label": text("shutter"), title: text("shutter") });
  const album = button(text("album"), take, { id: "album", className: "album" });
  return element("section", {}, top(), element("h1", {}, text("captureTitle")),
    element("p", { className: "lead" }, text("captureHint")), camera,
    element("div", { className: "shutters" }, view.shows.album ? album : element("span"), shutter));
}

function result() {
  const fields = view.shows.edit ? inputs() : values();
  const form = element("form", { autocomplete: "off", noValidate: true, onsubmit: (event) => {
    event.preventDefault();
    for (const [name, value] of new FormData(form)) edits[name] = value;
    next("result");
  } }, top(), element("h1", {}, text("resultTitle")),
    element("p", { className: "lead" }, text(view.shows.edit ? "resultHint" : "resultHintFixed")),
    specimen(view, true), fields,
    element("div", { className: "actions" },
      element("button", { id: "confirm", type: "submit", className: "primary" }, text("confirm")),
      button(text("retake"), () => show("capture"), { id: "retake" })));
  return form;
}

function inputs() {
  return element("div", { className: "fields" }, ...view.fields.map(([name, value]) => element("div", {},
    element("label", { htmlFor: `field-${name}` }, text(`field.${name}`)),
    element("input", { id: `field-${name}`, name, value: edits[name] ?? value, maxLength: 200, spellcheck: false }))));
}

function values() {
  return element("dl", { className: "fields" }, ...view.fields.map(([name, value]) => element("div", {},
    element("dt", {}, text(`field.${name}`)), element("dd", {}, value))));
}

// Ends the check with a client result code.
async function finish(resultCode, { subCode, spoofType } = {}) {
  if (busy) return;
  busy = true;
  say(text("sending"));
  const body = JSON.stringify({ clientCfg: view.clientCfg, resultCode, subCode, spoofType, edits: view.shows.edit ? edits : {} });
  try {
    const answer = await fetch("_emulator/verification", { method: "POST", headers: { "content-type": "application/json" }, body });
    const said = await answer.json();
    panel.remove();
    if (!answer.ok) return show("outcome", outcome("failed", text("errorTitle"), text(said.text)));
    const kind = { 1000: "passed", 1001: "failed" }[resultCode] ?? "ended";
    show("outcome", outcome(kind, text(`${kind}Title`), text(`${kind}Text`), said.redirect ?? null));
  } catch {
    busy = false;
    say(text("offline"));
    work.querySelector(".actions, .shutters")?.before(element("p", { className: "lead", role: "alert" }, text("offline")));
  }
}

function outcome(kind, title, lead, redirect = null) {
  const go = () => embedded
    ? window.parent.postMessage({ from: "cloudauth-local", redirect }, "*")
    : location.replace(redirect);
  const way = redirect !== null || embedded
    ? element("div", { className: "actions" }, button(text("continue"), go, { id: "continue", className: "primary" }))
    : element("p", {}, text("close"));
  if (redirect !== null) setTimeout(go, still ? 0 : 1200);
  return element("section", { "data-outcome": kind },
    element("span", { className: "badge", "data-outcome": kind, "aria-hidden": "true" }),
    element("h1", {}, title), element("p", { className: "lead" }, lead),
    redirect !== null && element("p", { role: "status" }, text("returning")), way);
}
