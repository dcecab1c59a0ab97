// The service under test, as `run` starts it or its caller names it.
import { after, before } from "node:test";
import { Redis } from "@upstash/redis";

export const url = process.env.LARDER_URL;
export const token = process.env.LARDER_TOKEN;
export const readOnlyToken = process.env.LARDER_READ_ONLY_TOKEN;

/** A client with the package's own defaults, but that an unreachable service fails at once. */
export function connect(options = {}) {
  return new Redis({ url, token, retry: false, ...options });
}

/** Every request that a client sends from here on, with its answer; the client sees no difference. */
export function watch() {
  const seen = [];
  const fetch = globalThis.fetch;
  globalThis.fetch = async (address, options) => {
    const answer = await fetch(address, options);
    seen.push({ path: new URL(address).pathname, headers: new Headers(options.headers), options, answer });
    return answer;
  };
  return { seen, end: () => (globalThis.fetch = fetch) };
}

/** Keys of one test file, taken out before and after: other files may run beside it. */
export function keys(prefix) {
  const names = new Set();
  const forget = async () => {
    if (names.size > 0) {
      await connect().del(...names);
    }
  };
  before(forget);
  after(forget);
  return (name) => {
    names.add(`${prefix}:${name}`);
    return `${prefix}:${name}`;
  };
}
