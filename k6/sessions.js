// Sessions of a web shop: one begins, pages are seen, things go into the basket, and it ends by logging out or by itself.
//
// Checked: with every page the session is exactly what it was made by the pages before; once it has ended it is gone,
// and before that it is not.
import { sleep } from "k6";
import { acknowledge, commands, forget, guarded, lasting, many, run, self, thresholds, verify } from "./lib/larder.js";

const PAGES = 8;
const TTL = 1800;

export const options = {
  thresholds,
  scenarios: {
    sessions: { executor: "constant-vus", vus: many(50, 5), duration: lasting("1m"), gracefulStop: "1m" },
  },
};

let begun = 0;

export default guarded(session);

function session() {
  const id = `${self()}-${begun++}`;
  const key = `${run}:session:${id}`;
  const known = { user: `user ${id}`, pages: "0" };
  if (commands([["HSET", key, "user", known.user, "pages", "0"], ["EXPIRE", key, TTL]], { atomic: true }) === null) {
    return;
  }
  acknowledge();
  for (let page = 1; page <= PAGES; page++) {
    if (!see(key, known, page)) {
      return;
    }
  }
  if (begun % 4 === 0) {
    leftAlone(key);
  } else {
    loggedOut(key);
  }
}

/** A page: the session is read, and written to. */
function see(key, known, page) {
  const thing = `thing ${page}`;
  const [fields, pages] = commands([["HGETALL", key], ["HINCRBY", key, "pages", 1], ["HSET", key, thing, page], ["EXPIRE", key, TTL]], { atomic: true }) ?? [];
  if (fields === undefined) {
    return false;
  }
  acknowledge();
  known.pages = String(page);
  const before = { ...known, pages: String(page - 1) };
  known[thing] = String(page);
  verify(pages === page, `${key} has ${pages} pages and not ${page}`);
  return verify(same(fields, before), `${key} holds ${JSON.stringify(fields)} and not ${JSON.stringify(before)}`);
}

/** Whether names and values in turn are those of an object. */
function same(fields, object) {
  const names = Object.keys(object);
  return fields.length === names.length * 2 && fields.every((text, i) => i % 2 === 1 || object[text] === fields[i + 1]);
}

function leftAlone(key) {
  const [there] = commands([["EXISTS", key], ["PEXPIRE", key, 300]]) ?? [];
  sleep(0.4);
  const [after] = commands([["EXISTS", key]]) ?? [];
  verify(there === 1 && after === 0, `${key}, left alone: there ${there}, after its end ${after}`);
}

function loggedOut(key) {
  const [removed, fields] = commands([["DEL", key], ["HGETALL", key]]) ?? [];
  verify(removed === 1 && fields?.length === 0, `${key}, logged out: removed ${removed}, then ${JSON.stringify(fields)}`);
}

export function teardown() {
  forget();
}
