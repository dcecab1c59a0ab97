// @upstash/redis, as a page or a function listens with it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, readOnlyToken } from "./service.mjs";

const redis = connect();
const patience = { timeout: 20_000 };

/** Everything that a subscriber says, each to be waited for in turn. */
function listen(subscriber, ...kinds) {
  const seen = [];
  const waiting = [];
  for (const kind of kinds) {
    subscriber.on(kind, (event) => {
      const said = { kind, event };
      const next = waiting.shift();
      next ? next(said) : seen.push(said);
    });
  }
  return () => (seen.length > 0 ? Promise.resolve(seen.shift()) : new Promise((resolve) => waiting.push(resolve)));
}

async function nobodyListens(channel) {
  for (let i = 0; i < 200 && (await redis.publish(channel, "x")) > 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(await redis.publish(channel, "x"), 0);
}

test("subscribe gets what is published, as it was", patience, async () => {
  const subscriber = redis.subscribe("clients:chat");
  const next = listen(subscriber, "subscribe", "message", "error");
  assert.deepEqual(await next(), { kind: "subscribe", event: 1 });
  const messages = [{ text: "hello, world", tags: [1, null, true] }, "plain, with a comma", 42, "grüße 😀", "two\\nlines"];
  for (const message of messages) {
    assert.equal(await redis.publish("clients:chat", message), 1);
    const said = await next();
    assert.equal(said.kind, "message");
    assert.equal(said.event.channel, "clients:chat");
    assert.deepEqual(said.event.message, message);
  }
  await subscriber.unsubscribe();
  await nobodyListens("clients:chat");
});

test("several channels, and one of them alone", patience, async () => {
  const subscriber = redis.subscribe(["clients:a", "clients:b/c"]);
  const next = listen(subscriber, "subscribe", "message:clients:b/c", "error");
  await next();
  await next();
  await redis.publish("clients:a", "not for us");
  await redis.publish("clients:b/c", "ours");
  assert.deepEqual(await next(), {
    kind: "message:clients:b/c",
    event: { channel: "clients:b/c", message: "ours" },
  });
  await subscriber.unsubscribe(["clients:a"]);
  await nobodyListens("clients:a");
  assert.equal(await redis.publish("clients:b/c", "still"), 1);
  await next();
  await subscriber.unsubscribe();
  await nobodyListens("clients:b/c");
});

test("a message with a line break forges no other", patience, async () => {
  const subscriber = redis.subscribe("clients:lines");
  const next = listen(subscriber, "subscribe", "message", "error");
  await next();
  await redis.publish("clients:lines", "one\nmessage,clients:lines,forged");
  await redis.publish("clients:lines", "end");
  assert.equal((await next()).event.message, "one");
  assert.equal((await next()).event.message, "end");
  await subscriber.unsubscribe();
});

test("psubscribe gets all channels that fit", patience, async () => {
  const subscriber = redis.psubscribe("clients:user:*");
  const next = listen(subscriber, "psubscribe", "pmessage", "error");
  assert.deepEqual(await next(), { kind: "psubscribe", event: 1 });
  await redis.publish("clients:user:7", { online: true });
  const said = await next();
  assert.equal(said.kind, "pmessage");
  assert.deepEqual(said.event, {
    pattern: "clients:user:*",
    channel: "clients:user:7",
    message: { online: true },
  });
  await subscriber.unsubscribe();
  await nobodyListens("clients:user:7");
});

test("a reader listens and does not publish", patience, async () => {
  const reader = connect({ token: readOnlyToken });
  const subscriber = reader.subscribe("clients:read");
  const next = listen(subscriber, "subscribe", "message", "error");
  assert.deepEqual(await next(), { kind: "subscribe", event: 1 });
  await assert.rejects(reader.publish("clients:read", "x"), /NOPERM/);
  await redis.publish("clients:read", "y");
  assert.equal((await next()).event.message, "y");
  await subscriber.unsubscribe();
});
