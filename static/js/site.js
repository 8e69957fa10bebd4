// Small help where JavaScript runs; every page works without it. No storage, no third party.

document.documentElement.classList.add("js");

// Quick exit replaces this page in the history, so that "back" does not return to it.
const leave = document.querySelector("[data-leave]");
let left = false; // nothing is saved any more
const leaving = () => {
  left = true;
  document.body.hidden = true;
  location.replace(leave.href);
};
leave?.addEventListener("click", (event) => {
  event.preventDefault();
  leaving();
});

// Esc, twice within a second, is the same door.
let escaped = -Infinity;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !leave) return;
  if (event.timeStamp - escaped < 1000) leaving();
  escaped = event.timeStamp;
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
}

// A page that answers a form is forgotten as such: "back" asks for its address anew, where the draft shows the same,
// instead of for the answers once more, which no browser may keep.
if (document.querySelector("[data-answer]")) history.replaceState(null, "", location.pathname);

// The error summary speaks first.
document.querySelector("[data-focus]")?.focus();

// Code points, newlines once: counted as the server counts.
for (const area of document.querySelectorAll("textarea[data-limit]")) {
  const shown = document.getElementById(area.dataset.count);
  const count = () => {
    const tongue = document.documentElement.lang;
    shown.textContent = `${[...area.value].length.toLocaleString(tongue)} / ${Number(area.dataset.limit).toLocaleString(tongue)}`;
  };
  area.addEventListener("input", count);
  count();
}

// A browser sends a date that does not exist as an empty one: it is asked for here, before it is lost.
for (const field of document.querySelectorAll("input[type=date][data-wrong]")) {
  const note = Object.assign(document.createElement("p"), { className: "wrong-text", id: `${field.id}-no-date` });
  note.setAttribute("role", "alert");
  const described = field.getAttribute("aria-describedby") ?? "";
  const judge = () => {
    const wrong = field.validity.badInput;
    note.textContent = wrong ? field.dataset.wrong : "";
    note.hidden = !wrong;
    field.setAttribute("aria-describedby", `${described} ${wrong ? note.id : ""}`.trim());
    if (wrong) field.setAttribute("aria-invalid", "true");
    else if (!described.includes("-error")) field.removeAttribute("aria-invalid");
    return !wrong;
  };
  note.hidden = true;
  field.before(note);
  field.addEventListener("blur", judge);
  field.form?.addEventListener("submit", (event) => {
    if (judge()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    field.focus();
  });
}

// The countdown follows the days and the place while they are changed; its button does the same without a script.
for (const shown of document.querySelectorAll("[data-clock]")) {
  const form = shown.closest("form");
  const asks = shown.dataset.asks.split(" ");
  let latest = 0; // an answer that a later question has overtaken is dropped
  form.addEventListener("change", async (event) => {
    if (left || !asks.includes(event.target.name) || event.target.validity.badInput) return;
    const mine = ++latest;
    const typed = new FormData(form);
    const body = new URLSearchParams();
    for (const name of ["csrfmiddlewaretoken", ...asks]) body.append(name, typed.get(name) ?? "");
    try {
      const answer = await fetch(shown.dataset.clock, { method: "POST", body });
      if (!answer.ok || mine !== latest) return;
      const parts = new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes;
      if (mine === latest) shown.replaceChildren(...parts);
    } catch {
      // Without a connection the last answer stays, and the button asks again.
    }
  });
}

// One press, one send. Back from the next page gives the button back.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => {
    setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
  });
}
addEventListener("pageshow", () => {
  document.querySelectorAll("form button[disabled]").forEach((button) => (button.disabled = false));
});

// Drafts are also saved while typing: a few seconds after the last key, and when the page is hidden.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  // The buttons are named "action", which hides the property of that name.
  const said = document.getElementById(form.dataset.autosave);
  let timer = 0;
  let changed = false;
  const save = async () => {
    if (!changed || left) return;
    changed = false;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    body.set("action", "autosave");
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, keepalive: true });
      if (answer.status === 204) said.textContent = said.dataset.saved;
      if (answer.status === 409 && said.dataset.stale) said.textContent = said.dataset.stale;
    } catch {
      changed = true;
    }
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, 4000);
  });
  form.addEventListener("submit", () => {
    changed = false;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
}
