// A list of which only the rows in sight exist, so that a hundred thousand cost as much as fifty.

import { fill, h } from "./elements.js";

const BEYOND = 8;

/**
 * @param {{label: string, height: number, draw: (item: *) => *, choose: (item: *) => void}} options `draw` gives a
 *     row's content; rows are `height` pixels high
 */
export function virtualList({ label, height, draw, choose }) {
  const rows = h("div.rows");
  const element = h("div.virtual", { role: "listbox", tabindex: 0, "aria-label": label }, rows);
  let items = [];
  let active = -1;
  let chosen = null;

  const render = () => {
    const from = Math.max(0, Math.floor(element.scrollTop / height) - BEYOND);
    const to = Math.min(items.length, Math.ceil((element.scrollTop + element.clientHeight) / height) + BEYOND);
    rows.style.height = `${items.length * height}px`;
    fill(
      rows,
      items.slice(from, to).map((item, i) => {
        const at = from + i;
        const row = h(
          at === active ? "div.option.active" : "div.option",
          {
            role: "option",
            id: `option-${at}`,
            "aria-selected": item === chosen ? "true" : "false",
            "aria-posinset": at + 1,
            "aria-setsize": items.length,
            onclick: () => pick(at),
          },
          draw(item),
        );
        row.style.transform = `translateY(${at * height}px)`;
        row.style.height = `${height}px`;
        return row;
      }),
    );
    if (active >= from && active < to) {
      element.setAttribute("aria-activedescendant", `option-${active}`);
    } else {
      element.removeAttribute("aria-activedescendant");
    }
  };

  const move = (to) => {
    active = Math.max(0, Math.min(items.length - 1, to));
    if (active * height < element.scrollTop) {
      element.scrollTop = active * height;
    } else if ((active + 1) * height > element.scrollTop + element.clientHeight) {
      element.scrollTop = (active + 1) * height - element.clientHeight;
    }
    render();
  };

  const pick = (at) => {
    active = at;
    chosen = items[at];
    render();
    choose(chosen);
  };

  element.addEventListener("scroll", render, { passive: true });
  element.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(element.clientHeight / height) - 1);
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: items.length - 1, PageDown: active + page, PageUp: active - page }[event.key];
    if (to !== undefined && items.length > 0) {
      event.preventDefault();
      move(to);
    } else if ((event.key === "Enter" || event.key === " ") && active >= 0 && active < items.length) {
      event.preventDefault();
      pick(active);
    }
  });
  const resize = new ResizeObserver(render);
  resize.observe(element);

  return {
    element,
    /** Shows these; `same` is the one that is chosen. */
    show(next, same = null) {
      items = next;
      chosen = same;
      active = Math.min(active, items.length - 1);
      render();
    },
    top() {
      element.scrollTop = 0;
      active = -1;
    },
    close: () => resize.disconnect(),
  };
}
