// Theme button, menus that close on Esc or a click outside, and messages that can be put away.
const THEMES = ["auto", "light", "dark"];

function currentTheme() {
  return document.documentElement.dataset.theme ?? "auto";
}

function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem("qz-theme");
    else localStorage.setItem("qz-theme", theme);
  } catch { /* not remembered, still applied */ }
}

function startTheme(button) {
  const say = () => {
    const theme = currentTheme();
    button.setAttribute("aria-label", button.dataset[theme]);
    button.title = button.dataset[theme];
    for (const icon of button.querySelectorAll("[data-icon]")) icon.hidden = icon.dataset.icon !== theme;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    setTheme(THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length]);
    say();
  });
  say();
}

export function start(root) {
  for (const button of root.querySelectorAll("[data-theme-button]")) startTheme(button);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = root.querySelector("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  root.addEventListener("click", (event) => {
    for (const menu of root.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    event.target.closest("[data-dismiss]")?.closest(".notice")?.remove();
    if (event.target.closest("[data-print]")) window.print();
  });
}
