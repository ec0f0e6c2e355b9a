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
  open(part, main.querySelector("form"), afterwards, () => isOver);
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
