// The kiosk's page: one document for the whole journey, so that the history never holds a visitor,
// a scan is never lost between two pages, and a server that is away never becomes a browser's error page.

import { heedAlarms } from "./alarm.js";
import { callForHelp } from "./call.js";
import { keepCalling } from "./calls.js";
import { watchCamera } from "./camera.js";
import { tickClock } from "./clock.js";
import { askAgain, callReception, forget, isAsking, question, scanned } from "./desk.js";
import { followVisit } from "./follow.js";
import { sendForms } from "./forms.js";
import { followGroup, tickGroup } from "./group.js";
import { keepTime } from "./idle.js";
import { offerKeyboard } from "./keyboard.js";
import { accountForItems, rateVisit } from "./leave.js";
import { searchPeople } from "./people.js";
import { takePhoto } from "./photo.js";
import { listenToSerial } from "./scans.js";
import { atStart, go, home, onScreen, screen, start } from "./screen.js";
import { offerSheet } from "./signing.js";
import { soundOnScreens } from "./sounds.js";
import { typeInto } from "./typed.js";
import { tellFromScreen } from "./waiting.js";
import { listenToWedge } from "./wedge.js";

const { alarm, scans } = document.getElementById("kiosk").dataset;

listenToWedge(window, scanned);
if (scans) listenToSerial(scans);
soundOnScreens();
tickClock();

onScreen(watchCamera);
onScreen(offerKeyboard);
onScreen(typeInto);
onScreen(followVisit);
onScreen(tellFromScreen);
onScreen(tickGroup);
onScreen(followGroup);
onScreen(accountForItems);
onScreen(rateVisit);
onScreen(sendForms);
onScreen(searchPeople);
onScreen(takePhoto);
onScreen(offerSheet);
onScreen(keepCalling);
onScreen(keepTime);

addEventListener("click", (event) => {
  const { opens, closes } = event.target.closest("[data-opens], [data-closes]")?.dataset ?? {};
  if (opens) document.getElementById(opens).showModal();
  if (closes !== undefined) event.target.closest("dialog").close();
  const link = event.target.closest("a[href]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.dataset.display) changeDisplay(link.dataset.display);
  else press(link);
});
addEventListener("keydown", (event) => {
  if (event.code !== "Space" || event.target.getAttribute?.("role") !== "button") return;
  event.preventDefault(); // a button is pressed with the space bar too
  event.target.click();
});
// A page that is left shows nothing when somebody comes back to it: browsers keep it as it was.
addEventListener("pagehide", () => screen().replaceChildren());
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("dragstart", (event) => event.preventDefault());

start();
heedAlarms(alarm);
document.documentElement.dataset.awake = "";

function press(link) {
  const asked = question();
  const { step } = link.dataset;
  if (step === "help") return callForHelp();
  if (step === "retry") return screen().dispatchEvent(new CustomEvent("retry"));
  if (isAsking()) return undefined; // somebody's code is at the desk: its answer must find the screen
  if (step === "call") return callReception();
  if (step === "leave" && asked?.body.pass) return scanned(asked.body.pass, "leave");
  forget();
  return step === "home" && asked ? home() : go(link.getAttribute("href"));
}

function changeDisplay(wish) {
  const [name, value] = wish.split("=");
  if (!askAgain(name, value)) go(atStart(name, value), { isSame: true });
}
