// A text to sign: its sheet is fetched when it is needed, and not before.

/** Open the sheet on this screen. */
export function offerSheet(main, going) {
  const part = main.querySelector("[data-sign]");
  if (!part) return;
  let isOver = false;
  const afterwards = [];
  going(() => {
    isOver = true;
    for (const end of afterwards) end();
  });
  showField(part.querySelector("details"));
  open(part, main.querySelector("form"), afterwards, () => isOver);
}

/** Who asks for a typed name types it next. */
function showField(details) {
  const summary = details.querySelector("summary");
  details.addEventListener("toggle", () => {
    if (details.open && document.activeElement === summary) details.querySelector("input").focus();
  });
}

async function open(part, form, afterwards, isOver) {
  try {
    const { openSheet } = await import("./signature.js");
    if (!isOver()) openSheet(part.querySelector("[data-sheet]"), form, (end) => afterwards.push(end));
  } catch (trouble) {
    console.info(`no sheet: ${trouble.message}`);
    part.querySelector("details").open = true; // a typed name signs as well
  }
}
