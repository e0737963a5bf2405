// A row of tabs wider than the screen begins where the reader is.
export function start(root) {
  for (const here of root.querySelectorAll(".tabs [aria-current]")) {
    const row = here.parentElement;
    row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }
}
