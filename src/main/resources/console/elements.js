// Makes elements. What is given as a child becomes text, never markup.

/**
 * An element with properties and children.
 *
 * @param {string} tag with classes behind dots: "button.first"
 * @param {object} [properties] on… are listeners, known properties are set as such, all else are attributes; null,
 *     undefined and false are left out
 * @param {...*} children elements, texts, numbers, or arrays of them; null and false are left out
 */
export function h(tag, properties, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) {
    element.className = classes.join(" ");
  }
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (key === "value" || key === "checked" || key === "disabled" || key === "hidden" || key === "required") {
      element[key] = value;
    } else {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Puts children in place of what an element has. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

const SHAPES = {
  leaderboard: "M4 20V11h4v9M10 20V4h4v16M16 20v-6h4v6M2.5 20h19",
  channels: "M4 12a8 8 0 0 1 8-8M4 12a8 8 0 0 0 8 8M20 12a8 8 0 0 0-8-8M20 12a8 8 0 0 1-8 8M8.5 12a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0",
  keys: "M14.5 9.5m-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0M10.5 13.5 4 20M6.5 17.5l2.5 2.5",
  overview: "M3 13h4l3-8 4 14 3-6h4",
  bin: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v6M13.5 10.5v6",
  pen: "M5 19l.8-4L16 4.8a1.7 1.7 0 0 1 2.4 0l.8.8a1.7 1.7 0 0 1 0 2.4L9 18.2zM14.5 6.5l3 3",
  back: "M19 12H5M11 6l-6 6 6 6",
};

/** A line drawing that says nothing to a screen reader. */
export function icon(name, size = 18) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const attributes = { viewBox: "0 0 24 24", width: size, height: size, fill: "none", "aria-hidden": "true" };
  Object.entries(attributes).forEach(([key, value]) => svg.setAttribute(key, value));
  const line = { d: SHAPES[name], stroke: "currentColor", "stroke-width": 1.7, "stroke-linecap": "round", "stroke-linejoin": "round" };
  Object.entries(line).forEach(([key, value]) => path.setAttribute(key, value));
  svg.append(path);
  return svg;
}

/** What a colour of the style sheet is at the moment, with less of it where `part` is below 1. */
export function color(name, part = 1) {
  const probe = h("i");
  probe.style.color = `rgb(from var(${name}) r g b / ${part})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** A labelled field of a form. */
export function field(label, control, wide = false) {
  return h(wide ? "label.field.wide" : "label.field", null, h("span", null, label), control);
}

/** Buttons of which one is pressed. */
export function segments(label, choices, chosen, choose) {
  const group = h("div.segments", { role: "group", "aria-label": label });
  const draw = (now) =>
    fill(
      group,
      Object.entries(choices).map(([value, text]) =>
        h("button", {
          type: "button",
          "aria-pressed": value === now ? "true" : "false",
          onclick: (event) => {
            for (const button of group.children) {
              button.setAttribute("aria-pressed", button === event.currentTarget ? "true" : "false");
            }
            choose(value);
          },
        }, text),
      ),
    );
  draw(chosen);
  return group;
}

/** What is said where there is nothing. */
export function empty(title, ...rest) {
  return h("div.empty", null, h("strong", null, title), rest.map((line) => (typeof line === "string" ? h("p", null, line) : line)));
}

/** Tells something that passes. */
export function notice(text, bad = false) {
  const box = document.getElementById("notices");
  const one = h(bad ? "p.notice.bad" : "p.notice", null, text);
  box.append(one);
  while (box.children.length > 3) {
    box.firstChild.remove();
  }
  setTimeout(() => one.remove(), bad ? 8000 : 3000);
}

/**
 * Asks in a dialog. Resolves with the form's data, or with null where it was left.
 *
 * @param {string} title
 * @param {*} content elements of the form
 * @param {string} action what the button says
 * @param {{danger?: boolean, check?: (data: FormData) => Promise<void>}} [options] check may throw to keep it open
 */
export function ask(title, content, action, options = {}) {
  return new Promise((resolve) => {
    const error = h("p.error", { role: "alert", hidden: true });
    const button = h(options.danger ? "button.first.danger" : "button.first", { type: "submit" }, action);
    const form = h(
      "form",
      {
        method: "dialog",
        onsubmit: async (event) => {
          event.preventDefault();
          const data = new FormData(form);
          button.disabled = true;
          try {
            await options.check?.(data);
            result = data;
            dialog.close();
          } catch (failure) {
            error.textContent = failure.message;
            error.hidden = false;
          } finally {
            button.disabled = false;
          }
        },
      },
      h("h2", null, title),
      content,
      error,
      h("div.row", null, h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"), button),
    );
    let result = null;
    const dialog = h("dialog", {
      "aria-label": title,
      onclose: () => {
        dialog.remove();
        resolve(result);
      },
    }, form);
    document.body.append(dialog);
    dialog.showModal();
  });
}
