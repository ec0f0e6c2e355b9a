// Suggestions while typing: fills a field's <datalist> from an address. Without this file the
// field still takes a name or an e-mail address.

const WAIT_MS = 150;
const FROM_LETTERS = 1;

for (const field of document.querySelectorAll("[data-suggest]")) {
  let timer = null;
  let asked = "";
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, WAIT_MS);
  });

  async function suggest() {
    const text = field.value.trim();
    if (text.length < FROM_LETTERS || text === asked) return;
    asked = text;
    const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(text)}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok || text !== asked) return;
    const { items } = await answer.json();
    field.list.replaceChildren(...items.map((item) => new Option(item, item)));
  }
}
