// A link or button with data-dialog="id" opens that dialog; focus comes back to where it was.
export function start(root) {
  root.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = root.getElementById(opener.dataset.dialog);
      if (!dialog) return;
      event.preventDefault();
      dialog.addEventListener("close", () => opener.focus(), { once: true });
      dialog.showModal();
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  });
}
