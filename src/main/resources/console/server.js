// Talks to Larder over HTTP, in the dialect at its root, and knows the token.

import { base64url, encode, text } from "./format.js";

/** Where Larder is: the page may be served below any path. */
export const root = new URL("../", import.meta.url);

const TOKEN = "larder-token";
const TIMEOUT = 15_000;

/** A command was refused. Its message is Larder's own. */
export class Refused extends Error {
  name = "Refused";
}

/** Larder wants a token, or another one. */
export class TokenNeeded extends Error {
  name = "TokenNeeded";
}

/** Larder did not answer. */
export class Unreachable extends Error {
  name = "Unreachable";
}

let token = sessionStorage.getItem(TOKEN);
let onTokenNeeded = () => {};

export function hasToken() {
  return token !== null;
}

export function setToken(next) {
  token = next;
  if (next === null) {
    sessionStorage.removeItem(TOKEN);
  } else {
    sessionStorage.setItem(TOKEN, next);
  }
}

/** Has `listener` called whenever the token is missing or wrong. */
export function whenTokenNeeded(listener) {
  onTokenNeeded = listener;
}

/** The subprotocols of a WebSocket: a page cannot give the token in a header. */
export function subprotocols() {
  return token === null ? [] : ["larder", `token.${base64url(encode(token))}`];
}

/** Sends a request. Answers of any status are the caller's, but 401. */
export async function send(path, options = {}) {
  const headers = new Headers(options.headers);
  if (token !== null) {
    // A header holds bytes: what is beyond Latin-1 goes as UTF-8.
    headers.set("Authorization", `Bearer ${String.fromCharCode(...encode(token))}`);
  }
  let answer;
  try {
    answer = await fetch(new URL(path, root), { ...options, headers, cache: "no-store", signal: options.signal ?? AbortSignal.timeout(TIMEOUT) });
  } catch (failure) {
    throw new Unreachable("Larder cannot be reached.", { cause: failure });
  }
  if (answer.status === 401) {
    onTokenNeeded();
    throw new TokenNeeded("This Larder asks for a token.");
  }
  return answer;
}

async function json(answer) {
  try {
    return await answer.json();
  } catch (failure) {
    throw new Unreachable(`Larder answered ${answer.status}, and not in JSON.`, { cause: failure });
  }
}

function result(item) {
  if (item.error !== undefined) {
    throw new Refused(item.error);
  }
  return item.result;
}

function post(path, body, headers = {}) {
  return send(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", ...headers } });
}

/** Runs a command whose words and whose answer are text. */
export async function command(...words) {
  return result(await json(await post("", words)));
}

/** Runs several commands in one request; each answers `{result}` or `{error}`. */
export async function pipeline(commands) {
  const items = await json(await post("pipeline", commands));
  if (!Array.isArray(items)) {
    throw new Refused(items.error);
  }
  return items;
}

/** Runs a command whose words may be bytes, and whose answer has bytes for strings; also for `OK` and other states. */
export async function exact(...words) {
  const encoding = { "Upstash-Encoding": "base64" };
  const texts = words.map((word) => (word instanceof Uint8Array ? text(word) : String(word)));
  // JSON has no bytes, a path does.
  const answer = texts.every((word) => word !== null)
    ? await post("", texts, encoding)
    : await send(words.map((word) => percent(word instanceof Uint8Array ? word : String(word))).join("/"), { method: "POST", headers: encoding });
  return decoded(result(await json(answer)), true);
}

/** A word as a segment of a path. */
export function percent(word) {
  let out = "";
  for (const byte of encode(word)) {
    const plain = (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
    out += plain ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`;
  }
  return out;
}

/** The bytes of what `percent` has made. */
export function unpercent(part) {
  const out = [];
  for (let i = 0; i < part.length; i++) {
    const code = part[i] === "%" ? Number.parseInt(part.slice(i + 1, i + 3), 16) : Number.NaN;
    if (Number.isNaN(code)) {
      out.push(...encode(part[i]));
    } else {
      out.push(code);
      i += 2;
    }
  }
  return Uint8Array.from(out);
}

function decoded(value, top) {
  if (typeof value === "string") {
    return top && value === "OK" ? encode(value) : Uint8Array.from(atob(value), (c) => c.charCodeAt(0));
  }
  return Array.isArray(value) ? value.map((item) => decoded(item, false)) : value;
}
