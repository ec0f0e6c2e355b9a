// Suggestions while typing: fills a field's <datalist> from an address. Without this file the
// field still takes a name or an e-mail address.

const WAIT_MS = 150;
const FROM_LETTERS = 1;

let timer = null;
let asked = "";

// Fields come and go with the news, so that the page listens and not each of them.
document.addEventListener("input", (event) => {
  const field = event.target.closest("[data-suggest]");
  if (!field) return;
  clearTimeout(timer);
  timer = setTimeout(() => suggest(field), WAIT_MS);
});

async function suggest(field) {
  const text = field.value.trim();
  const question = `${field.dataset.suggest}?q=${encodeURIComponent(text)}`;
  if (text.length < FROM_LETTERS || question === asked) return;
  asked = question;
  const answer = await fetch(question, { headers: { Accept: "application/json" } });
  if (!answer.ok || question !== asked) return;
  const { items } = await answer.json();
  field.list.replaceChildren(...items.map((item) => new Option(item, item)));
}
