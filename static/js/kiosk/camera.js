// The camera reads codes while the scan screen stands. Pictures go to the decoder, one at a time, and nowhere else.

import { scanned } from "./desk.js";

const WANTED = { video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false };
let decoder = null;

/** Show the camera's picture and read codes from it; without a camera, say so. */
export function watchCamera(main, going) {
  const view = main.querySelector("[data-camera]");
  if (!view) return;
  const watch = { view, video: view.querySelector("video"), isOver: false, stream: null };
  const seen = view.querySelector("[data-seen]");
  main.addEventListener("seen", () => (seen.hidden = false));
  going(() => stop(watch));
  begin(watch).then((isOn) => {
    for (const part of main.querySelectorAll("[data-with-camera]")) part.hidden = !isOn;
    for (const part of main.querySelectorAll("[data-without-camera]")) part.hidden = isOn;
    if (isOn) readFrames(watch);
  });
}

/** Give whether there is a picture. */
async function begin(watch) {
  try {
    if (!navigator.mediaDevices) throw new Error("this page may not ask for a camera");
    watch.stream = await navigator.mediaDevices.getUserMedia(WANTED);
    if (watch.isOver) {
      stop(watch);
      return true;
    }
    watch.video.srcObject = watch.stream;
    await watch.video.play();
  } catch (trouble) {
    console.info(`no camera: ${trouble.message}`);
    watch.view.classList.add("is-off");
    return false;
  }
  watch.view.classList.add("is-on");
  watch.stream.getVideoTracks()[0].addEventListener("ended", () => watch.view.classList.replace("is-on", "is-off"));
  return true;
}

/** The next frame is taken when the last one has been read: never a queue of old pictures. */
async function readFrames(watch) {
  const worker = theDecoder(watch.view.dataset.decoder);
  while (!watch.isOver) {
    await nextFrame(watch.video);
    if (watch.isOver) return;
    const picture = await createImageBitmap(watch.video);
    const text = await readBy(worker, picture);
    if (text && !watch.isOver) scanned(text);
  }
}

function nextFrame(video) {
  return new Promise((resolve) => {
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(resolve);
    else requestAnimationFrame(resolve);
  });
}

function readBy(worker, picture) {
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.postMessage(picture, [picture]);
  });
}

/** One decoder for the life of the page: it takes a moment to load. */
function theDecoder(address) {
  decoder ??= new Worker(address, { type: "module" });
  return decoder;
}

function stop(watch) {
  watch.isOver = true;
  for (const track of watch.stream?.getTracks() ?? []) track.stop();
  watch.video.srcObject = null;
}
