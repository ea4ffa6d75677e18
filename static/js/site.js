// What reading pages offer beyond plain links. Without this script they work all the same.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Kopiert";
    } catch {
      button.textContent = "Nicht erlaubt";
    }
    button.setAttribute("role", "status");
    setTimeout(() => {
      button.textContent = "Link kopieren";
      button.removeAttribute("role");
    }, 4000);
  });
}

// Suggestions while typing: links below the field, reached by Tab or arrow keys.
for (const field of document.querySelectorAll("[data-suggestions]")) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.setAttribute("aria-label", "Vorschläge");
  list.hidden = true;
  field.parentElement.after(list);
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  list.after(status);

  const show = (found) => {
    list.replaceChildren(...found.map(({ kind, label, url }) => {
      const link = document.createElement("a");
      link.href = url;
      const name = document.createElement("span");
      name.className = "kind";
      name.textContent = kind;
      link.append(name, ` ${label}`);
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    list.hidden = found.length === 0;
    status.textContent = found.length === 1 ? "1 Vorschlag" : found.length ? `${found.length} Vorschläge` : "";
  };

  let asked = 0;
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++asked;
      const text = field.value.trim();
      if (text.length < 2) return show([]);
      try {
        const answer = await fetch(`${field.dataset.suggestions}?q=${encodeURIComponent(text)}`);
        const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
        if (turn === asked) show(suggestions);
      } catch {
        if (turn === asked) show([]);
      }
    }, 150);
  });

  const places = () => [field, ...list.querySelectorAll("a")];
  field.form.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "Escape") {
      show([]);
      field.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = places().indexOf(document.activeElement);
    if (!step || here < 0) return;
    event.preventDefault();
    places()[(here + step + places().length) % places().length].focus();
  });
}
