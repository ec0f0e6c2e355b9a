// The camera reads codes while the scan screen stands. Pictures go to the decoder, one at a time, and nowhere else.

import { scanned } from "./desk.js";
import { isHome } from "./screen.js";

const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 } };

let decoder = null;
let chosen = null; // the camera that somebody turned to, until the screen is home again

/** Show the camera's picture and read codes from it; without a camera, say so. */
export function watchCamera(main, going) {
  if (isHome()) chosen = null;
  const view = main.querySelector("[data-camera]");
  if (!view) return;
  const watch = { main, view, video: view.querySelector("video"), isOver: false, stream: null, round: 0 };
  const seen = view.querySelector("[data-seen]");
  main.addEventListener("seen", () => (seen.hidden = false));
  const look = () => watch.stream?.active || begin(watch);
  view.querySelector("[data-turn]").addEventListener("click", () => turn(watch));
  view.querySelector("[data-torch]").addEventListener("click", () => switchTorch(watch));
  navigator.mediaDevices?.addEventListener("devicechange", look);
  going(() => {
    watch.isOver = true;
    navigator.mediaDevices?.removeEventListener("devicechange", look);
    release(watch);
  });
  begin(watch);
}

/** Open the camera, say how it is, and read from it until it or the screen goes. */
async function begin(watch) {
  watch.round += 1;
  const round = watch.round;
  const stream = await open();
  if (watch.isOver || round !== watch.round) {
    for (const track of stream?.getTracks() ?? []) track.stop();
    return;
  }
  release(watch);
  watch.stream = stream;
  if (!stream) {
    say(watch, false);
    return;
  }
  const [track] = stream.getVideoTracks();
  track.addEventListener("ended", () => !watch.isOver && watch.stream === stream && say(watch, false));
  watch.video.srcObject = stream;
  await watch.video.play().catch((trouble) => console.info(`no picture: ${trouble.message}`));
  if (watch.isOver || round !== watch.round) return;
  say(watch, true);
  await offer(watch, track);
  readFrames(watch, stream);
}

/** Return the picture of the camera that was chosen, else of the one that looks at the visitor; null without any. */
async function open() {
  try {
    if (!navigator.mediaDevices) throw new Error("this page may not ask for a camera");
    const which = chosen ? { deviceId: { exact: chosen } } : { facingMode: "user" };
    return await navigator.mediaDevices.getUserMedia({ video: { ...SIZE, ...which }, audio: false });
  } catch (trouble) {
    console.info(`no camera: ${trouble.message}`);
    chosen = null;
    return null;
  }
}

function say(watch, isOn) {
  watch.view.classList.toggle("is-on", isOn);
  watch.view.classList.toggle("is-off", !isOn);
  for (const part of watch.main.querySelectorAll("[data-with-camera]")) part.hidden = !isOn;
  for (const part of watch.main.querySelectorAll("[data-without-camera]")) part.hidden = isOn;
  for (const tool of watch.view.querySelectorAll("[data-turn], [data-torch]")) tool.hidden = true;
}

/** Show the picture as its camera asks for, and what can be done with that camera. */
async function offer(watch, track) {
  const looksAway = track.getSettings().facingMode === "environment";
  watch.view.classList.toggle("is-mirror", !looksAway); // who looks into a mirror knows which way to move
  for (const part of watch.main.querySelectorAll("[data-with-front]")) part.hidden = looksAway;
  const torch = watch.view.querySelector("[data-torch]");
  torch.hidden = !track.getCapabilities?.().torch;
  torch.setAttribute("aria-pressed", "false");
  const cameras = await listed();
  if (!watch.isOver) watch.view.querySelector("[data-turn]").hidden = cameras.length < 2;
}

async function listed() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter((device) => device.kind === "videoinput" && device.deviceId);
}

/** Go on to the next camera of this machine. */
async function turn(watch) {
  const now = watch.stream?.getVideoTracks()[0]?.getSettings().deviceId;
  const cameras = (await listed()).map((camera) => camera.deviceId);
  chosen = cameras[(cameras.indexOf(now) + 1) % cameras.length] ?? null;
  release(watch); // most machines can't open two at once
  begin(watch);
}

async function switchTorch(watch) {
  const torch = watch.view.querySelector("[data-torch]");
  const isOn = torch.getAttribute("aria-pressed") !== "true";
  try {
    await watch.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: isOn }] });
    torch.setAttribute("aria-pressed", String(isOn));
  } catch (trouble) {
    console.info(`no light: ${trouble.message}`);
    torch.hidden = true;
  }
}

/** The next frame is taken when the last one has been read: never a queue of old pictures. */
async function readFrames(watch, stream) {
  const reader = theDecoder(watch.view.dataset.decoder);
  try {
    while (!watch.isOver && watch.stream === stream) {
      await nextFrame(watch.video);
      if (watch.isOver || watch.stream !== stream) return;
      const text = await readBy(reader, await createImageBitmap(watch.video));
      if (text && !watch.isOver) scanned(text);
    }
  } catch (trouble) {
    console.error(`the camera's decoder: ${trouble.message}`);
    decoder = null;
    if (!watch.isOver && watch.stream === stream) say(watch, false);
  }
}

function nextFrame(video) {
  return new Promise((resolve) => {
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(resolve);
    else requestAnimationFrame(resolve);
  });
}

function readBy({ worker, lost }, picture) {
  const answer = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => ("trouble" in data ? reject(new Error(data.trouble)) : resolve(data.text));
    worker.postMessage(picture, [picture]);
  });
  return Promise.race([answer, lost]);
}

/** One decoder for the life of the page: it takes a moment to load, or never does, before or after the first picture. */
function theDecoder(address) {
  if (!decoder) {
    const worker = new Worker(address, { type: "module" });
    const lost = new Promise((_, reject) => (worker.onerror = () => reject(new Error("it could not be loaded"))));
    lost.catch(() => {}); // whoever waits for a picture hears of it
    decoder = { worker, lost };
  }
  return decoder;
}

function release(watch) {
  for (const track of watch.stream?.getTracks() ?? []) track.stop();
  watch.stream = null;
  watch.video.srcObject = null;
}
