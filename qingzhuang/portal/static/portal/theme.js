// Runs before the first paint, so that a chosen theme never flashes. Not a module on purpose.
(() => {
  try {
    const chosen = localStorage.getItem("qz-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch { /* storage may be closed by policy: the system's own choice stands */ }
  document.documentElement.classList.add("js");
})();
