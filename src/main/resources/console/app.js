// The shell: areas, the connection's state, the theme, the token.

import { ask, field, fill, h, icon, notice } from "./elements.js";
import * as pulse from "./pulse.js";
import { command, hasToken, setToken, whenTokenNeeded } from "./server.js";
import * as channels from "./channels.js";
import * as keys from "./keys.js";
import * as leaderboard from "./leaderboard.js";
import * as overview from "./overview.js";

// Each is opened with the parts of the address behind its name, as they stand there, and gives `{close, go}`: `go` takes
// other such parts; where there is none, the area is opened anew.
const AREAS = {
  leaderboard: { title: "Leaderboard", open: leaderboard.open },
  channels: { title: "Channels", open: channels.open },
  keys: { title: "Keys", open: keys.open },
  overview: { title: "Overview", open: overview.open },
};
const FIRST = "overview";
const THEME = "larder-theme";

const main = document.getElementById("main");
let area = null;
let shown = null;

function address() {
  const [name, ...rest] = location.hash.slice(1).split("/");
  return name in AREAS ? { name, rest } : { name: FIRST, rest: [] };
}

function show() {
  if (location.hash === "#main" && area !== null) {
    main.focus();
    return;
  }
  const { name, rest } = address();
  if (shown === name && area?.go) {
    area.go(rest);
    return;
  }
  closeArea();
  document.title = `${AREAS[name].title} · Larder`;
  for (const link of document.querySelectorAll("#areas a")) {
    if (link.dataset.area === name) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  }
  fill(main);
  if (shown !== null && shown !== name) {
    main.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
  shown = name;
  area = AREAS[name].open(main, rest);
}

function closeArea() {
  area?.close();
  area = null;
}

function drawAreas() {
  fill(
    document.getElementById("areas"),
    h("ul", null, Object.entries(AREAS).map(([name, area]) =>
      h("li", null, h("a", { href: `#${name}`, "data-area": name }, icon(name), area.title)),
    )),
  );
}

// The state of the connection

const TEXTS = { live: "Connected", connecting: "Connecting…", down: "Not connected", locked: "Signed out" };

function drawState() {
  const box = document.getElementById("state");
  if (box.dataset.state !== pulse.state) {
    box.dataset.state = pulse.state;
    fill(box, h("span.dot"), TEXTS[pulse.state]);
  }
  document.getElementById("forget").hidden = !hasToken();
  const banner = document.getElementById("banner");
  banner.hidden = pulse.state !== "down";
  const text = "Larder cannot be reached. What you see is from before; trying again…";
  if (!banner.hidden && banner.textContent !== text) {
    banner.textContent = text;
  }
}

// Theme: that of the system, until somebody chooses

const dark = matchMedia("(prefers-color-scheme: dark)");

function theme() {
  return localStorage.getItem(THEME) ?? (dark.matches ? "dark" : "light");
}

function drawTheme() {
  document.documentElement.dataset.theme = localStorage.getItem(THEME) ?? "";
  const button = document.getElementById("theme");
  fill(button, theme() === "dark" ? "Light" : "Dark", h("span.beside", null, " theme"));
  window.dispatchEvent(new Event("themed"));
}

document.getElementById("theme").addEventListener("click", () => {
  const next = theme() === "dark" ? "light" : "dark";
  if (next === (dark.matches ? "dark" : "light")) {
    localStorage.removeItem(THEME);
  } else {
    localStorage.setItem(THEME, next);
  }
  drawTheme();
});
dark.addEventListener("change", drawTheme);

// Token

let asking = false;

async function askForToken() {
  if (asking) {
    return;
  }
  asking = true;
  pulse.lock();
  closeArea();
  fill(main);
  setToken(null);
  const input = h("input", { name: "token", type: "password", autocomplete: "off", required: true, autofocus: true });
  const data = await ask(
    "This Larder asks for a token",
    [h("p.soft", null, "It is kept until you close this tab."), field("Token", input)],
    "Sign in",
    {
      check: async (form) => {
        setToken(form.get("token"));
        try {
          await command("PING");
        } catch (failure) {
          setToken(null);
          throw failure.name === "TokenNeeded" ? new Error("That token is not known here.") : failure;
        }
      },
    },
  );
  asking = false;
  if (data === null) {
    fill(main, h("div.empty", null, h("strong", null, "Signed out"), h("button.first", { type: "button", onclick: askForToken }, "Sign in")));
    return;
  }
  pulse.start();
  show();
}

document.getElementById("forget").addEventListener("click", () => {
  setToken(null);
  location.reload();
});

whenTokenNeeded(askForToken);
window.addEventListener("unhandledrejection", (event) => {
  // What a request came to that nobody waited for: told, not only logged.
  if (["Refused", "Unreachable", "TokenNeeded"].includes(event.reason?.name)) {
    event.preventDefault();
    if (event.reason.name === "Refused") {
      notice(event.reason.message, true);
    }
  }
});
window.addEventListener("hashchange", () => {
  if (pulse.state !== "connecting" && pulse.state !== "locked") {
    show();
  }
});
pulse.follow(drawState);
drawAreas();
drawTheme();
drawState();
// Only now is it known whether a token is wanted; an area without it would only collect refusals.
const unfollow = pulse.follow(() => {
  if (pulse.state !== "connecting") {
    unfollow();
    if (pulse.state !== "locked" && area === null) {
      show();
    }
  }
});
pulse.start();
