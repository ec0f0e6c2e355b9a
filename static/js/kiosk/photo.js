// The visitor's photo: the camera's picture stands still when somebody takes it, and is sent when they like it.

const SIZE = { width: { ideal: 1280 }, height: { ideal: 960 } };
const UPRIGHT = 3 / 4;
const HEIGHT = 960;

/** Show the camera, take a picture, and put it into the form. */
export function takePhoto(main, going) {
  const view = main.querySelector("[data-photo]");
  if (!view) return;
  const parts = {
    view,
    video: view.querySelector("video"),
    picture: view.querySelector("img"),
    take: main.querySelector("[data-take]"),
    keep: main.querySelector("[data-keep]"),
    again: main.querySelector("[data-again]"),
    later: main.querySelector("[data-later]"),
    none: view.querySelector("[data-no-camera]"),
    form: main.querySelector("form"),
  };
  let stream = null;
  let taken = null;
  let isOver = false;

  const stop = () => stream?.getTracks().forEach((track) => track.stop());
  const watch = async () => {
    taken = null;
    show(parts, "nothing yet");
    stream = await open();
    if (isOver) return stop();
    const runs = stream && (await plays(parts.video, stream));
    if (isOver) return undefined;
    if (!runs) return gone();
    stream.getVideoTracks()[0].addEventListener("ended", gone); // pulled out: it does not say so when it is stopped here
    return show(parts, "camera");
  };
  const gone = () => {
    stop();
    if (!isOver && !taken) show(parts, "none");
  };
  parts.take.addEventListener("click", async () => {
    const frame = await frameOf(parts.video);
    if (isOver) return;
    taken = frame;
    parts.picture.src = URL.createObjectURL(taken);
    stop();
    show(parts, "picture");
    parts.keep.focus();
  });
  parts.picture.addEventListener("load", () => taken && URL.revokeObjectURL(parts.picture.src)); // what stands there stays
  parts.picture.addEventListener("error", () => parts.view.dataset.has && !taken && watch()); // kept, and gone meanwhile
  parts.again.addEventListener("click", async () => {
    await watch();
    if (!isOver) (parts.take.hidden ? parts.later : parts.take).focus(); // what was pressed is gone
  });
  parts.form.addEventListener("formdata", ({ formData }) => {
    if (taken) formData.set("photo", taken, "photo.jpg");
  });
  going(() => {
    isOver = true;
    stop();
  });
  if (view.dataset.has) show(parts, "picture");
  else watch();
}

/** Return the camera that looks at the visitor; null without any. */
async function open() {
  try {
    if (!navigator.mediaDevices) throw new Error("this page may not ask for a camera");
    return await navigator.mediaDevices.getUserMedia({ video: { ...SIZE, facingMode: "user" }, audio: false });
  } catch (trouble) {
    console.info(`no camera: ${trouble.message}`);
    return null;
  }
}

/** Let the camera's picture run; false if it won't. Before it runs there is nothing to take. */
async function plays(video, stream) {
  video.srcObject = stream;
  try {
    await video.play();
    return true;
  } catch (trouble) {
    console.info(`no picture: ${trouble.message}`);
    return false;
  }
}

/** Show what there is now: the camera, the picture that was taken, or that there is no camera. */
function show(parts, what) {
  parts.video.hidden = what !== "camera";
  parts.picture.hidden = what !== "picture";
  parts.none.hidden = what !== "none";
  parts.take.hidden = what !== "camera";
  parts.keep.hidden = what !== "picture";
  parts.again.hidden = what !== "picture";
}

/** Cut the middle of the camera's picture out, upright as the badge shows it. */
function frameOf(video) {
  const height = video.videoHeight;
  const width = Math.min(video.videoWidth, height * UPRIGHT);
  const canvas = document.createElement("canvas");
  canvas.height = Math.min(HEIGHT, height);
  canvas.width = Math.round((canvas.height * width) / height);
  const left = (video.videoWidth - width) / 2;
  canvas.getContext("2d").drawImage(video, left, 0, width, height, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
}
