// A WebSocket that comes back by itself.

import * as pulse from "./pulse.js";
import { root, subprotocols } from "./server.js";

const FIRST_WAIT = 400;
const LONGEST_WAIT = 5_000;
const SETTLED = 5_000;

/** Codes that say that coming again would be in vain. */
const FINAL = new Set([1002, 1003, 1007, 1008]);

/**
 * Opens a socket and opens it again whenever it is lost.
 *
 * @param {() => string} path asked anew each time, so that it can say where to go on
 * @param {{frame: (text: string) => void, state: (state: "connecting"|"live"|"down", reason: string) => void,
 *     opened?: (send: (text: string) => void) => void}} on
 * @returns {{send: (text: string) => boolean, close: () => void}}
 */
export function live(path, on) {
  let socket = null;
  let timer = 0;
  let wait = FIRST_WAIT;
  let ended = false;

  const connect = () => {
    clearTimeout(timer);
    on.state("connecting", "");
    const url = new URL(path(), root);
    url.protocol = url.protocol.replace("http", "ws");
    socket = new WebSocket(url, subprotocols());
    let since = 0;
    socket.onopen = () => {
      since = Date.now();
      on.opened?.((text) => socket.send(text));
    };
    socket.onmessage = (event) => {
      on.state("live", "");
      on.frame(event.data);
    };
    socket.onclose = (event) => {
      if (ended) {
        return;
      }
      if (since > 0 && Date.now() - since > SETTLED) {
        wait = FIRST_WAIT;
      }
      on.state("down", event.reason);
      if (FINAL.has(event.code)) {
        return;
      }
      pulse.doubt();
      timer = setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(LONGEST_WAIT, wait * 1.7);
    };
  };

  // As soon as Larder is known to be back, there is no need to wait on.
  let before = pulse.state;
  const end = pulse.follow(() => {
    if (before === "down" && pulse.state === "live" && socket?.readyState === WebSocket.CLOSED && !ended) {
      connect();
    }
    before = pulse.state;
  });

  connect();
  return {
    send(text) {
      if (socket?.readyState !== WebSocket.OPEN) {
        return false;
      }
      socket.send(text);
      return true;
    },
    close() {
      ended = true;
      end();
      clearTimeout(timer);
      socket?.close(1000);
    },
  };
}
