// Says whether a form that saves as you go is saved; htmx does the sending.
const statusOf = (form) => form.querySelector("[data-saving]");

function say(form, state) {
  const status = statusOf(form);
  if (!status) return;
  status.dataset.state = state;
  const now = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  status.textContent = (status.dataset[state] ?? "").replace("{time}", now);
}

export function start(root) {
  const formOf = (event) => event.target.closest?.("form[data-autosave]");
  const on = (name, act) => root.addEventListener(name, (event) => {
    const form = formOf(event);
    if (form) act(form, event);
  });
  on("input", (form) => { form.dataset.dirty = ""; });
  on("htmx:beforeRequest", (form) => say(form, "busy"));
  on("htmx:afterRequest", (form, event) => {
    if (event.detail.successful) delete form.dataset.dirty;
    say(form, event.detail.successful ? "done" : "failed");
  });
  on("submit", (form) => { delete form.dataset.dirty; });
  window.addEventListener("beforeunload", (event) => {
    if (root.querySelector("form[data-autosave][data-dirty]")) event.preventDefault();
  });
}
