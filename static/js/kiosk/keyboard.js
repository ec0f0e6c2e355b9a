// The keyboard on the screen opens with a field and takes the sill's place. Its keys come with the first field that needs them.
// A field says what is typed in it: data-keyboard = text (the default), name, latin, email, contact (e-mail or phone),
// tel, digits, permit, or none.

const TYPED = "input:not([type]), input:is([type=text], [type=search], [type=tel], [type=email], [type=password]), textarea";
const BY_MODE = { numeric: "digits", decimal: "digits", tel: "tel", email: "email" };

let keys = null; // the module with the keys, on its way or here

/** Open the keyboard with each field of this screen, and close it when the screen goes. */
export function offerKeyboard(main, going) {
  const slot = document.getElementById("keys");
  for (const field of main.querySelectorAll(TYPED)) prepare(field);
  main.addEventListener("focusin", ({ target }) => isTyped(target) && open(slot, target));
  main.addEventListener("click", ({ target }) => isTyped(target) && open(slot, target));
  main.addEventListener("keydown", ({ code }) => code === "Escape" && close(slot));
  going(() => close(slot));
  if (isTyped(document.activeElement)) open(slot, document.activeElement);
}

const isTyped = (field) => field?.matches?.(TYPED) && !field.readOnly && !field.disabled && field.dataset.keyboard !== "none";

/** Note what a field takes, and that the system's own keyboard is not wanted. */
function prepare(field) {
  field.dataset.keyboard ??= BY_MODE[field.getAttribute("inputmode")] ?? BY_MODE[field.type] ?? "text";
  if (field.dataset.keyboard !== "none") field.inputMode = "none";
}

async function open(slot, field) {
  prepare(field);
  slot.hidden = false;
  keys ??= import("./keys.js");
  try {
    const { openFor } = await keys;
    if (!slot.hidden && field.isConnected) openFor(slot, field, () => close(slot));
  } catch (trouble) {
    keys = null; // the server is away: the next touch tries again, and a plugged-in keyboard works all the time
    slot.hidden = true;
    console.info(`no keys: ${trouble.message}`);
  }
}

/** Put the keyboard away: what it was for is over, though the screen stays. */
export function putAway() {
  close(document.getElementById("keys"));
}

function close(slot) {
  slot.hidden = true;
  slot.replaceChildren();
}
