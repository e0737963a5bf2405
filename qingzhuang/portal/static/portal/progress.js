// A page at work is asked how far it is; once it has no moving part any more it has more to say, and is opened anew.
export function start(root) {
  root.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.target;
    if (!part.matches?.("[data-progress]")) return;
    const answer = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
    if (answer.getElementById(part.id)) return;
    event.detail.shouldSwap = false;
    location.reload();
  });
}
