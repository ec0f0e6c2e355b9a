// What a visitor sees comes first: the page's behaviour is fetched once the first screen stands.

const wake = () => import("./kiosk.js");

if (document.hidden) wake();
else requestAnimationFrame(() => setTimeout(wake));
