import { empty, fill, h } from "./elements.js";

export function open(main) {
  fill(main, h("div.head", null, h("h1", null, "Soon")), empty("Nothing here yet"));
}
