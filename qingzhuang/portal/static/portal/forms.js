// Questions that depend on another answer, and files dropped on their field.
function answerOf(form, name) {
  const control = form.elements[name];
  return control ? control.value : "";
}

function refresh(form) {
  for (const part of form.querySelectorAll("[data-shown-when]")) {
    const wanted = part.dataset.shownIs.split(",");
    part.hidden = !wanted.includes(answerOf(form, part.dataset.shownWhen));
  }
}

function startDrop(zone) {
  const input = zone.querySelector("input[type=file]");
  const lit = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  zone.addEventListener("dragover", lit(true));
  zone.addEventListener("dragleave", lit(false));
  zone.addEventListener("drop", (event) => {
    lit(false)(event);
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

export function start(root) {
  const fresh = (part) => {
    const forms = part.matches?.("form") ? [part] : part.querySelectorAll?.("form") ?? [];
    for (const form of forms) refresh(form);
    for (const zone of part.querySelectorAll?.("[data-drop]:not([data-ready])") ?? []) {
      zone.dataset.ready = "";
      startDrop(zone);
    }
  };
  fresh(root);
  root.addEventListener("change", (event) => {
    if (event.target.form) refresh(event.target.form);
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
  root.addEventListener("htmx:load", (event) => fresh(event.target));
  const summary = root.querySelector(".error-summary");
  summary?.focus();
}
