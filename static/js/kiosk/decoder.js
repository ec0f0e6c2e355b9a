// Reads QR codes in a worker, so that the screen never waits for it.

import { prepareZXingModule, readBarcodes } from "../../vendor/zxing-wasm/3.1.4/dist/es/reader/index.js";

const WASM = new URL("../../vendor/zxing-wasm/3.1.4/dist/reader/zxing_reader.wasm", import.meta.url);
const OPTIONS = { formats: ["QRCode"], maxNumberOfSymbols: 1, textMode: "Plain" };

prepareZXingModule({ overrides: { locateFile: () => WASM.href } });
let canvas = null;

onmessage = async ({ data: picture }) => {
  try {
    postMessage({ text: await read(picture) });
  } catch (trouble) {
    postMessage({ trouble: String(trouble) });
  }
};

async function read(picture) {
  const { width, height } = picture;
  if (canvas?.width !== width || canvas?.height !== height) canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(picture, 0, 0);
  picture.close();
  const [code] = await readBarcodes(pen.getImageData(0, 0, width, height), OPTIONS);
  return code?.isValid ? code.text : "";
}
