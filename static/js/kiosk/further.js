// The questions after the first one: nobody has to open them, and each tap is saved by itself.

/** Bring them to life; `save` is given what was tapped. */
export function furtherQuestions(main, save) {
  const button = main.querySelector("[data-further]");
  const panel = main.querySelector(".further");
  if (!button || !panel) return;
  button.addEventListener("click", () => {
    const isOpen = main.classList.toggle("is-asking-more");
    panel.hidden = !isOpen;
    button.querySelector("span").textContent = isOpen ? button.dataset.done : button.dataset.open;
    if (isOpen) panel.querySelector("button").focus();
  });
  panel.addEventListener("click", (event) => {
    const tapped = event.target.closest("button");
    if (!tapped) return;
    for (const each of tapped.parentElement.children) each.setAttribute("aria-pressed", String(each === tapped));
    const { of, value, recommend } = tapped.dataset;
    save(of ? { scores: { [of]: Number(value) } } : { recommend: Number(recommend) });
  });
}
