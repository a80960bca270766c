"use strict";

const EVERY = 1000; // milliseconds between looks
const WHOLE = "$1\u2011$2\u2011$3"; // a date stays on its line
const clock = new Intl.DateTimeFormat("sv-SE", {timeStyle: "medium"});
const day = new Intl.DateTimeFormat("sv-SE", {day: "numeric", month: "short"});
const number = new Intl.NumberFormat("sv-SE");
const place = (id) => document.getElementById(id);

let mark = "";
let shown = null;
const known = new Map(); // list -> what stood in it, to light up what is new

function make(tag, text, className) {
  const element = document.createElement(tag);
  if (text) element.textContent = text.replace(/(\d{4})-(\d\d)-(\d\d)/g, WHOLE);
  if (className) element.className = className;
  return element;
}

function when(text) {
  const at = new Date(text);
  const timed = text.includes("T");
  const today = at.toDateString() === new Date().toDateString();
  const element = make("time", timed && today ? clock.format(at) : day.format(at));
  element.dateTime = text;
  element.title = timed ? at.toLocaleString("sv-SE") : text;
  return element;
}

function line(one) {
  const item = document.createElement("li");
  const what = make("div", "", "what");
  what.append(make("b", one.title));
  if (one.about) what.append(make("div", one.about, "whom"));
  if (one.result) what.append(make("span", one.result, "mark " + one.tone));
  item.append(when(one.at), what);
  return item;
}

function list(id, lines, nothing) {
  const old = known.get(id);
  const fresh = new Set(lines.map((one) => one.id));
  const elements = lines.map((one) => {
    const element = line(one);
    if (old && !old.has(one.id)) element.classList.add("new");
    return element;
  });
  known.set(id, fresh);
  place(id).replaceChildren(...(lines.length ? elements : [make("li", nothing, "nothing")]));
}

function counts(found) {
  place("counts").replaceChildren(...found.map((one) => {
    const tile = document.createElement("div");
    tile.append(make("dd", one.more, "more"), make("dt", one.title));
    tile.append(make("dd", number.format(one.count), "number"));
    return tile;
  }));
}

function notices(found) {
  place("notices").replaceChildren(
    ...found.map((one) => make("li", one.text, one.calm ? "calm" : "")),
  );
}

function show() {
  notices(shown.notices);
  const all = shown.municipalities;
  const asked = location.hash.slice(1);
  const one = all.find((each) => each.code === asked) || all[0];
  place("municipalities").replaceChildren(...all.map((each) => {
    const link = make("a", each.name);
    link.href = "#" + each.code;
    if (each === one) link.setAttribute("aria-current", "page");
    return link;
  }));
  place("main").hidden = !one;
  if (!one) {
    notices([...shown.notices, {text: "Ingen kommun är registrerad ännu.", calm: true}]);
    return;
  }
  place("title").textContent = one.name + " · " + one.code;
  counts(one.counts);
  list("arrivals", one.arrivals, "Inget har kommit in ännu.");
  list("feed", one.feed, "Inget har hänt ännu.");
  list("letters", one.letters, "Inga brev är beställda.");
}

function link(text, tone) {
  const element = place("link");
  if (element.textContent === text) return;
  element.textContent = text;
  element.className = "link " + tone;
}

async function look() {
  try {
    const headers = mark ? {"If-None-Match": mark} : {};
    const answer = await fetch("/page/state", {headers, cache: "no-store"});
    if (answer.status === 200) {
      shown = await answer.json();
      mark = answer.headers.get("ETag") || "";
      show();
    } else if (answer.status !== 304) {
      throw new Error(String(answer.status));
    }
    link("Följer läget", "good");
  } catch {
    link("Ingen kontakt med tjänsten, försöker igen", "bad");
  }
  setTimeout(look, EVERY);
}

addEventListener("hashchange", () => {
  known.clear();
  if (shown) show();
});
look();
