// "/" goes to the search; in a table j and k walk the rows, Enter opens the row's first link, Esc lets go.
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");

// Every keyed table of the page, in order, is walked as one.
const keyedRows = () =>
  [...document.querySelectorAll("table[data-keys] > tbody > tr")].filter((row) => row.querySelector("a[href]"));

function mark(rows, row) {
  for (const other of rows) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  const link = row.querySelector("a[href]");
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function walk(step) {
  const rows = keyedRows();
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1);
  mark(rows, rows[next]);
  return true;
}

function open(event) {
  // A focused link opens itself; Enter elsewhere opens the marked row.
  if (event.target.closest("a, button, summary")) return false;
  const link = document.querySelector('table[data-keys] tr[aria-current="true"] a[href]');
  if (!link) return false;
  link.click();
  return true;
}

function letGo() {
  const row = document.querySelector('table[data-keys] tr[aria-current="true"]');
  row?.removeAttribute("aria-current");
  return Boolean(row);
}

function search() {
  const box = document.querySelector("[data-search]");
  box?.focus();
  box?.select();
  return Boolean(box);
}

const KEYS = { "/": search, j: () => walk(1), k: () => walk(-1), Enter: open, Escape: letGo };

export function start(root) {
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (KEYS[event.key]?.(event)) event.preventDefault();
  });
}
