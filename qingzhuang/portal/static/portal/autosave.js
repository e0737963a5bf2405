// Says whether a form that saves as you go is saved, and keeps its saves and its sending from overtaking each other;
// htmx does the saving.
const statusOf = (form) => form.querySelector("[data-saving]");

function say(form, state) {
  const status = statusOf(form);
  if (!status) return;
  status.dataset.state = state;
  const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  status.textContent = (status.dataset[state] ?? "").replace("{time}", now);
}

export function start(root) {
  const saving = new Set();
  const leaving = new Set();
  const pressed = new Map();
  const formOf = (event) => event.target.closest?.("form[data-autosave]");
  const on = (name, act) => root.addEventListener(name, (event) => {
    const form = formOf(event);
    if (form) act(form, event);
  });
  on("input", (form) => { form.dataset.dirty = ""; });
  on("htmx:beforeRequest", (form, event) => {
    // What is sent holds every answer: a save that came after it would be one too many.
    if (leaving.has(form)) return event.preventDefault();
    saving.add(form);
    say(form, "busy");
  });
  on("htmx:afterRequest", (form, event) => {
    saving.delete(form);
    if (event.detail.successful) delete form.dataset.dirty;
    say(form, event.detail.successful ? "done" : "failed");
    if (pressed.has(form)) {
      const button = pressed.get(form);
      pressed.delete(form);
      form.requestSubmit(button);
    }
  });
  on("submit", (form, event) => {
    if (saving.has(form)) {
      event.preventDefault();
      pressed.set(form, event.submitter);
      return;
    }
    leaving.add(form);
    delete form.dataset.dirty;
  });
  window.addEventListener("pageshow", () => leaving.clear());
  window.addEventListener("beforeunload", (event) => {
    if (root.querySelector("form[data-autosave][data-dirty]")) event.preventDefault();
  });
}
