// The host's keys: Enter answers "coming", 1 to 3 ask for time. No key declines.

const TYPED_IN = "input, textarea, select, button, a, summary";

document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPED_IN)) return;
  const button = document.querySelector(`[data-answer-key="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
