// The print button: only a browser with scripts can press its own, and a page without contents has none.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
