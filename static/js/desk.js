// The newsroom's desk: what writing needs beyond a plain form. Without it, saving works all the same.

const KEEP_DAYS = 7;

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("article_form");
  forgetSaved();
  if (!form) return;
  const desk = document.getElementById("desk").dataset;
  countLetters(form);
  sayWhatHappens(form, desk);
  pointOutDuplicates(form, desk);
  keepUnsaved(form, desk);
});

// Two clicks save once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const inAnotherTab = event.submitter?.formTarget;  // a preview
  if (event.defaultPrevented || form.method !== "post" || inAnotherTab) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const attributes = { ...editor.options.editorProps.attributes, "aria-label": textarea.labels[0].textContent.replace(/:\s*$/, "") };
  editor.setOptions({ editorProps: { ...editor.options.editorProps, attributes, transformPastedHTML: tidy } });
});

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// --- Counts -----------------------------------------------------------------------------------

function countLetters(form) {
  for (const field of form.querySelectorAll("[data-advised]")) {
    const advised = Number(field.dataset.advised);
    const place = element("p", { className: "count", id: `${field.id}_count` });
    field.closest(".flex-container").after(place);
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${place.id}`.trim());
    const show = () => {
      const length = [...field.value.trim()].length;
      place.textContent = `${length} Zeichen, empfohlen sind höchstens ${advised}`;
      place.classList.toggle("too-long", length > advised);
    };
    field.addEventListener("input", show);
    show();
  }
}

// --- The button says what happens -------------------------------------------------------------

function chosenMoment(form) {
  const day = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(form.elements.published_at_0?.value.trim() ?? "");
  const time = /^(\d{1,2}):(\d{2})/.exec(form.elements.published_at_1?.value.trim() ?? "");
  return day && time ? new Date(day[3], day[2] - 1, day[1], time[1], time[2]) : null;
}

function label(form, desk) {
  const moment = chosenMoment(form);
  switch (form.elements.state?.value) {
    case "draft": return "Entwurf sichern";
    case "review": return "Zur Prüfung geben";
    case "withdrawn": return desk.state === "withdrawn" ? "Sichern" : "Zurückziehen";
    case "published":
      if (moment && moment > new Date()) {
        const day = moment.toLocaleDateString("de-DE", { weekday: "short", day: "numeric", month: "numeric" });
        const time = `${moment.getHours()}:${String(moment.getMinutes()).padStart(2, "0")}`;
        return moment.toDateString() === new Date().toDateString() ? `Für ${time} Uhr planen` : `Für ${day}, ${time} Uhr planen`;
      }
      return desk.published ? "Änderungen veröffentlichen" : "Jetzt veröffentlichen";
    default: return "Sichern";
  }
}

function sayWhatHappens(form, desk) {
  const show = () => {
    for (const button of form.querySelectorAll("[data-says-what-happens]")) button.value = label(form, desk);
  };
  // Django's calendar sets the date without an event, so the clock looks too.
  form.addEventListener("change", show);
  setInterval(show, 1000);
  show();
}

// --- Duplicates -------------------------------------------------------------------------------

function pointOutDuplicates(form, desk) {
  const place = element("div", { className: "duplicates" });
  place.setAttribute("role", "status");
  form.elements.headline?.closest(".form-row").append(place);
  const look = async () => {
    const asked = new URLSearchParams({
      headline: form.elements.headline.value,
      original_url: form.elements.original_url.value,
      besides: desk.article,
    });
    const response = await fetch(`${desk.duplicates}?${asked}`);
    if (!response.ok || response.redirected) return;
    const { found } = await response.json();
    place.replaceChildren(...found.map((other) => element("p", {},
      "Das gibt es vielleicht schon: ",
      element("a", { href: other.url, target: "_blank", textContent: other.headline }),
      ` (${other.source}, ${other.state})`,
    )));
  };
  for (const name of ["headline", "original_url"]) form.elements[name]?.addEventListener("change", look);
}

// --- Unsaved text survives --------------------------------------------------------------------

const PREFIX = "redaktion:";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// What was sent and acknowledged needs no second copy; what is old neither.
function forgetSaved() {
  const acknowledged = document.querySelector(".messagelist .success");
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    const kept = read(key);
    const old = !kept || Date.now() - kept.at > KEEP_DAYS * 24 * 3600 * 1000;
    if (old || (kept.sent && acknowledged)) localStorage.removeItem(key);
  }
}

function typed(form) {
  return [...new FormData(form)].filter(([name, value]) =>
    typeof value === "string" && name !== "csrfmiddlewaretoken" && !name.startsWith("_"));
}

function keepUnsaved(form, desk) {
  const key = `${PREFIX}${desk.user}:${location.pathname}`;
  const text = () => JSON.stringify(typed(form));
  let last = text();
  const kept = read(key);
  const isRestored = form.querySelector("[name=_restored]");
  // After a refused save the text stands in the form; only the version it began with is new.
  const words = (fields) => JSON.stringify(fields.filter(([name]) => name !== "begun_with"));
  if (kept && words(kept.fields) !== words(typed(form)) && !isRestored) offer(form, key, kept);

  const keep = (sent = false) => {
    const now = text();
    if (now === last && !sent) return;
    last = now;
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: typed(form), sent }));
  };
  // The editor fills its field when it is ready; that is no typing.
  document.addEventListener("prose-editor:ready", () => setTimeout(() => { last = text(); }));
  setInterval(keep, 1500);
  addEventListener("pagehide", () => keep());
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "als") keep(true);
  });
}

function offer(form, key, kept) {
  const time = new Date(kept.at).toLocaleString("de-DE", { dateStyle: "short", timeStyle: "short" });
  const bring = element("button", { type: "button", className: "button", textContent: "Wiederherstellen" });
  const drop = element("button", { type: "button", className: "button", textContent: "Verwerfen" });
  const bar = element("div", { className: "unsaved" }, `Es gibt ungesicherten Text vom ${time} Uhr. `, bring, " ", drop);
  bar.setAttribute("role", "status");
  form.before(bar);
  drop.addEventListener("click", () => {
    localStorage.removeItem(key);
    bar.remove();
  });
  // The server fills the form as it would after an error, so that every field comes back.
  bring.addEventListener("click", () => {
    const carrier = element("form", { method: "post", hidden: true });
    const token = form.elements.csrfmiddlewaretoken.value;
    for (const [name, value] of [...kept.fields, ["csrfmiddlewaretoken", token], ["_restore", "1"]]) {
      const field = element("textarea", { name });
      field.value = value;
      carrier.append(field);
    }
    document.body.append(carrier);
    carrier.submit();
  });
}

// --- Paste ------------------------------------------------------------------------------------

const TRACKING = /^(utm_\w+|fbclid|gclid|mc_eid|mc_cid|mtm_\w+|pk_\w+)$/i;

// Word writes lists as paragraphs with a bullet in front, web pages add pixels and parameters.
function tidy(markup) {
  const page = new DOMParser().parseFromString(withoutStyles(markup), "text/html");
  for (const waste of page.querySelectorAll("style, script, meta, link, img, xml, title")) waste.remove();
  listsFromWord(page);
  for (const span of page.querySelectorAll("span[data-style]")) {
    const tag = /font-weight:\s*(bold|[6-9]00)/i.test(span.getAttribute("data-style")) ? "strong"
      : /font-style:\s*italic/i.test(span.getAttribute("data-style")) ? "em" : null;
    if (tag) rename(span, tag);
  }
  for (const heading of page.querySelectorAll("h1")) rename(heading, "h2");
  for (const heading of page.querySelectorAll("h5, h6")) rename(heading, "h4");
  for (const link of page.querySelectorAll("a[href]")) withoutTracking(link);
  return page.body.innerHTML;
}

// Before anything parses it: the policy of this page reports every style that it meets.
function withoutStyles(markup) {
  return markup
    .replace(/<style[\s>][\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
}

function rename(node, tag) {
  const made = document.createElement(tag);
  made.append(...node.childNodes);
  node.replaceWith(made);
}

function withoutTracking(link) {
  try {
    const url = new URL(link.getAttribute("href"));
    for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
    link.setAttribute("href", url.href);
  } catch {
    link.removeAttribute("href"); // a link into the page that it was copied from
  }
}

function listsFromWord(page) {
  let list = null;
  for (const paragraph of [...page.querySelectorAll("p[class*=MsoListParagraph], p[data-style*='mso-list']")]) {
    // Word hides the bullet behind a style of its own or behind conditional comments.
    const marker = paragraph.querySelector("span[data-style*='mso-list:Ignore'], span[data-style*='mso-list: Ignore']");
    const sign = (marker?.textContent ?? paragraph.textContent.slice(0, 4)).trim();
    marker?.remove();
    const tag = /^\(?[0-9a-z]{1,3}[.)]/i.test(sign) ? "ol" : "ul";
    if (!list || list.localName !== tag || list.nextElementSibling !== paragraph) {
      list = page.createElement(tag);
      paragraph.before(list);
    }
    const item = page.createElement("li");
    item.append(...paragraph.childNodes);
    if (!marker && item.firstChild?.nodeType === Node.TEXT_NODE) {
      item.firstChild.textContent = item.firstChild.textContent.replace(/^\s*([·•▪o§-]|\(?[0-9a-z]{1,3}[.)])\s+/i, "");
    }
    list.append(item);
    paragraph.remove();
  }
}
