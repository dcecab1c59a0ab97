// @upstash/lock, as far as it sends no Lua.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Lock } from "@upstash/lock";
import { connect, keys } from "./service.mjs";

const key = keys("lock");

function lock(name, options = {}) {
  return new Lock({ id: key(name), redis: connect(), lease: 10_000, retry: { attempts: 1, delay: 10 }, ...options });
}

test("only one acquires a lock", async () => {
  const locks = Array.from({ length: 10 }, () => lock("one"));
  const acquired = await Promise.all(locks.map((each) => each.acquire()));
  assert.equal(acquired.filter(Boolean).length, 1);
  assert.deepEqual(
    await Promise.all(locks.map((each) => each.getStatus())),
    acquired.map((mine) => (mine ? "ACQUIRED" : "FREE")),
  );
});

test("a lock is free again after its lease", async () => {
  const first = lock("lease", { lease: 1_000 });
  assert.equal(await first.acquire(), true);
  assert.equal(await lock("lease").acquire(), false);
  const patient = lock("lease", { retry: { attempts: 200, delay: 20 } });
  assert.equal(await patient.acquire(), true);
  assert.equal(await first.getStatus(), "FREE");
});
