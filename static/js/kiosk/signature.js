// The sheet for a signature. It comes with the first text that has to be signed; without it a typed name will do.

import SignaturePad from "../../vendor/signature_pad/5.1.4/dist/signature_pad.min.js";

const INK = "#10211c";

/** Let somebody sign with a finger. */
export function openSheet(sheet, form, going) {
  const canvas = sheet.querySelector("canvas");
  const hint = sheet.querySelector("[data-hint]");
  sheet.hidden = false;
  const pad = new SignaturePad(canvas, { penColor: INK, minWidth: 1.5, maxWidth: 4 });
  const fit = () => {
    const strokes = pad.toData();
    const ratio = Math.max(devicePixelRatio, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.fromData(strokes); // a canvas that changes its size is wiped
  };
  fit();
  addEventListener("resize", fit);
  pad.addEventListener("beginStroke", () => (hint.hidden = true));
  sheet.querySelector("[data-wipe]").addEventListener("click", () => {
    pad.clear();
    hint.hidden = false;
  });
  form.addEventListener("formdata", ({ formData }) => {
    formData.set("signature", pad.isEmpty() ? "" : pad.toDataURL("image/png"));
  });
  going(() => {
    removeEventListener("resize", fit);
    pad.off();
  });
}
