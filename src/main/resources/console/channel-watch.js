// Watches one channel, or the channels of a pattern, and knows after each break whether anything was missed.

import { live } from "./live.js";
import { percent } from "./server.js";

const PATTERN = /[*?[\]]/;

/**
 * @param {string} name of a channel, or a pattern
 * @param {{message: (message: {channel: string, text: string, offset?: number, late?: boolean, pattern?: string}) => void,
 *     state: (state: string) => void, gap: (name: string) => void, failure: (text: string) => void}} on
 *     `late` messages were published while the connection was lost; `gap` is told when such messages cannot be had
 * @returns {{close: () => void}}
 */
export function watch(name, on) {
  return PATTERN.test(name) ? watchPattern(name, on) : watchChannel(name, on);
}

function watchChannel(name, on) {
  let place = null;
  let until = 0;
  let broken = false;
  return live(() => `v1/channels/${percent(name)}/live${place === null ? "" : `?since=${place.offset}&epoch=${percent(place.epoch)}`}`, {
    state: (state) => {
      broken ||= state === "down";
      on.state(state);
    },
    frame: (text) => {
      const frame = JSON.parse(text);
      if (frame.type === "subscribed") {
        if (broken && !frame.recovered) {
          on.gap(name);
        }
        until = frame.recovered ? frame.offset : 0;
        place = frame.epoch === undefined ? null : { epoch: frame.epoch, offset: frame.recovered && place !== null ? place.offset : frame.offset };
        broken = false;
      } else if (frame.type === "message") {
        if (place !== null && frame.offset !== undefined) {
          place.offset = frame.offset;
        }
        on.message({ channel: name, text: payload(frame), offset: frame.offset, late: frame.offset <= until });
      } else if (frame.type === "error") {
        on.failure(frame.error);
      }
    },
  });
}

function payload({ data, text, base64 }) {
  return data !== undefined ? JSON.stringify(data) : text ?? `base64 ${base64}`;
}

function watchPattern(name, on) {
  let broken = false;
  return live(() => "v1/ws", {
    opened: (send) => send(JSON.stringify({ id: 1, command: ["PSUBSCRIBE", name] })),
    state: (state) => {
      broken ||= state === "down";
      on.state(state);
    },
    frame: (text) => {
      const { id, push, error } = JSON.parse(text);
      if (error !== undefined) {
        on.failure(error);
      } else if (push?.[0] === "pmessage") {
        on.message({ channel: push[2], text: push[3], pattern: push[1] });
      } else if (broken && (id === 1 || push?.[0] === "psubscribe")) {
        broken = false;
        on.gap(name);
      }
    },
  });
}
