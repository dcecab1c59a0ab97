// @upstash/redis, as a serverless function uses it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Redis, errors } from "@upstash/redis";
import { connect, keys, readOnlyToken, token, url, watch } from "./service.mjs";

const key = keys("redis");
const redis = connect();

test("values come back as the types that they had", async () => {
  const values = {
    string: "hello",
    empty: "",
    spaces: " a b ",
    unicode: "grüße, 世界 😀 \u2028",
    controls: "a\u0000b\u0001\n\r\t\"\\/",
    okay: "OK",
    integer: 42,
    negative: -7,
    fraction: 0.1,
    largest: Number.MAX_SAFE_INTEGER,
    tiny: 1e-7,
    huge: 1e21,
    true: true,
    false: false,
    null: null,
    object: { name: "ann", tags: ["a", 1, null, { deep: true }], "ключ": "значение" },
    array: [1, "two", [3], {}],
  };
  for (const [name, value] of Object.entries(values)) {
    assert.equal(await redis.set(key(name), value), "OK");
    assert.deepEqual(await redis.get(key(name)), value, name);
  }
  assert.deepEqual(await redis.mget(...Object.keys(values).map((name) => key(name))), Object.values(values));
});

test("what is not there is null", async () => {
  assert.equal(await redis.get(key("none")), null);
  assert.deepEqual(await redis.mget(key("none"), key("none")), [null, null]);
  assert.equal(await redis.hgetall(key("none")), null);
  assert.deepEqual(await redis.lrange(key("none"), 0, -1), []);
});

test("no digit of a large number is lost", async () => {
  await redis.set(key("digits"), "9007199254740993");
  assert.equal(await redis.get(key("digits")), "9007199254740993");
  const plain = connect({ automaticDeserialization: false });
  await plain.set(key("digits"), "1234567890123456789012345.10");
  assert.equal(await plain.get(key("digits")), "1234567890123456789012345.10");
});

test("a value of a megabyte comes back whole", async () => {
  const value = "0123456789äöü€😀".repeat(60_000);
  await redis.set(key("large"), value);
  assert.equal(await redis.get(key("large")), value);
});

test("a request that is too large says so", async () => {
  await assert.rejects(redis.set(key("too-large"), "x".repeat(11 << 20)), (error) => {
    assert.ok(error instanceof errors.UpstashError);
    assert.match(error.message, /^ERR max request size exceeded\. Limit: 10485760 bytes, Actual: \d+ bytes/);
    return true;
  });
  assert.equal(await redis.get(key("too-large")), null);
});

test("commands of one tick share a pipeline, reads and writes apart", async () => {
  const requests = watch();
  const results = await Promise.all([
    redis.set(key("auto-a"), 1),
    redis.set(key("auto-b"), "b"),
    redis.incr(key("auto-a")),
  ]);
  const read = await Promise.all([redis.get(key("auto-a")), redis.get(key("auto-b"))]);
  requests.end();
  assert.deepEqual(results, ["OK", "OK", 2]);
  assert.deepEqual(read, [2, "b"]);
  assert.deepEqual(
    requests.seen.map((request) => request.path),
    ["/pipeline", "/pipeline"],
  );
  assert.equal(requests.seen[0].headers.get("upstash-encoding"), "base64");
});

test("an error in one of them leaves the others alone", async () => {
  await redis.set(key("text"), "text");
  const results = await Promise.allSettled([
    redis.incr(key("text")),
    redis.incr(key("alone")),
    redis.lpush(key("text"), "x"),
  ]);
  assert.deepEqual(
    results.map((result) => result.status),
    ["rejected", "fulfilled", "rejected"],
  );
  assert.equal(results[1].value, 1);
  assert.match(results[0].reason.message, /ERR value is not an integer or out of range/);
  assert.match(results[2].reason.message, /WRONGTYPE Operation against a key holding the wrong kind of value/);
});

test("without automatic pipelines each command is a request", async () => {
  const single = connect({ enableAutoPipelining: false });
  const requests = watch();
  await single.set(key("single"), { a: 1 });
  assert.deepEqual(await single.get(key("single")), { a: 1 });
  requests.end();
  assert.deepEqual(
    requests.seen.map((request) => request.path),
    ["/", "/"],
  );
  await assert.rejects(single.hget(key("single"), "f"), (error) => {
    assert.ok(error instanceof errors.UpstashError);
    assert.match(error.message, /^WRONGTYPE Operation against a key holding the wrong kind of value, command was: /);
    return true;
  });
});

test("answers are the same without base64", async () => {
  const plain = connect({ responseEncoding: false });
  const requests = watch();
  await plain.set(key("plain"), { text: "grüße 😀", list: ["OK", null, 1.5] });
  assert.deepEqual(await plain.get(key("plain")), { text: "grüße 😀", list: ["OK", null, 1.5] });
  requests.end();
  assert.equal(requests.seen[0].headers.get("upstash-encoding"), null);
});

test("a pipeline runs in order", async () => {
  const pipeline = redis.pipeline();
  pipeline.set(key("p"), 10);
  pipeline.incrby(key("p"), 5);
  pipeline.hset(key("p-hash"), { f: "v", n: 1 });
  pipeline.hgetall(key("p-hash"));
  pipeline.get(key("p"));
  const requests = watch();
  assert.deepEqual(await pipeline.exec(), ["OK", 15, 2, { f: "v", n: 1 }, 15]);
  requests.end();
  assert.deepEqual(
    requests.seen.map((request) => request.path),
    ["/pipeline"],
  );
});

test("a pipeline's errors stand in their places", async () => {
  const build = () => redis.pipeline().set(key("pe"), "text").incr(key("pe")).get(key("pe"));
  await assert.rejects(build().exec(), /Command 2 \[ incr \] failed: ERR value is not an integer or out of range/);
  const kept = await build().exec({ keepErrors: true });
  assert.deepEqual(
    kept.map((item) => item.result ?? null),
    ["OK", null, "text"],
  );
  assert.equal(kept[1].error, "ERR value is not an integer or out of range");
});

test("a pipeline of a thousand commands", async () => {
  const pipeline = redis.pipeline();
  for (let i = 0; i < 500; i++) {
    pipeline.incr(key("thousand"));
    pipeline.get(key("thousand"));
  }
  const expected = Array.from({ length: 1000 }, (_, i) => (i >> 1) + 1);
  assert.deepEqual(await pipeline.exec(), expected);
});

test("a transaction is one step", async () => {
  await redis.set(key("m"), 0);
  const step = () => redis.multi().incr(key("m")).incr(key("m")).get(key("m")).exec();
  const all = await Promise.all(Array.from({ length: 20 }, step));
  const sorted = all.toSorted((a, b) => a[0] - b[0]);
  assert.deepEqual(
    sorted,
    Array.from({ length: 20 }, (_, i) => [i * 2 + 1, i * 2 + 2, i * 2 + 2]),
  );
});

test("a transaction keeps an item's error, and is refused as a whole for an unknown command", async () => {
  const kept = await redis.multi().set(key("me"), "text").incr(key("me")).exec({ keepErrors: true });
  assert.equal(kept[0].result, "OK");
  assert.equal(kept[1].error, "ERR value is not an integer or out of range");
  const refused = redis.multi().set(key("me"), "changed");
  refused.chain({ command: ["nonsense"], deserialize: (result) => result });
  await assert.rejects(refused.exec(), (error) => {
    assert.ok(error instanceof errors.UpstashError);
    assert.match(error.message, /EXECABORT.*unknown command 'nonsense'/);
    return true;
  });
  assert.equal(await redis.get(key("me")), "text");
});

test("the client sends back the sync token that it was given, and writes change it", async () => {
  const own = connect();
  const requests = watch();
  await own.set(key("sync"), 1);
  await own.get(key("sync"));
  await own.set(key("sync"), 2);
  await own.multi().set(key("sync"), 3).exec();
  requests.end();
  const given = requests.seen.map((request) => request.answer.headers.get("upstash-sync-token"));
  assert.ok(given.every((value) => value));
  assert.notEqual(given[1], given[2]);
  assert.notEqual(given[2], given[3]);
});

test("a wrong token is refused", async () => {
  await assert.rejects(connect({ token: "wrong" }).get(key("x")), (error) => {
    assert.ok(error instanceof errors.UpstashError);
    assert.match(error.message, /^WRONGPASS invalid or missing auth token/);
    return true;
  });
});

test("the read-only token reads what it can name, and no more", async () => {
  await redis.set(key("ro"), "v");
  const reader = connect({ token: readOnlyToken });
  assert.equal(await reader.get(key("ro")), "v");
  for (const [name, refused] of Object.entries({
    set: () => reader.set(key("ro"), "w"),
    del: () => reader.del(key("ro")),
    scan: () => reader.scan(0),
    keys: () => reader.keys("*"),
  })) {
    await assert.rejects(refused(), new RegExp(`NOPERM this user has no permissions to run the '${name}' command`));
  }
  await assert.rejects(reader.multi().get(key("ro")).set(key("ro"), "w").exec(), /NOPERM/);
  assert.equal(await redis.get(key("ro")), "v");
});

test("options of SET", async () => {
  assert.equal(await redis.set(key("set"), 1, { nx: true }), "OK");
  assert.equal(await redis.set(key("set"), 2, { nx: true }), null);
  assert.equal(await redis.set(key("set"), 2, { get: true, ex: 100 }), 1);
  const ttl = await redis.ttl(key("set"));
  assert.ok(ttl > 95 && ttl <= 100, String(ttl));
  assert.equal(await redis.set(key("set"), 3, { keepTtl: true, xx: true }), "OK");
  assert.ok((await redis.pttl(key("set"))) > 0);
  assert.equal(await redis.persist(key("set")), 1);
  assert.equal(await redis.getdel(key("set")), 3);
});

test("keys expire", async () => {
  await redis.set(key("gone"), 1, { px: 3000 });
  await redis.psetex(key("gone-too"), 100, "v");
  assert.equal(await redis.get(key("gone")), 1);
  await new Promise((done) => setTimeout(done, 3100));
  assert.deepEqual(await redis.mget(key("gone"), key("gone-too")), [null, null]);
  assert.equal(await redis.ttl(key("gone")), -2);
});

test("counters", async () => {
  assert.equal(await redis.incrby(key("count"), 5), 5);
  assert.equal(await redis.decr(key("count")), 4);
  assert.equal(await redis.incrbyfloat(key("count"), 0.5), 4.5);
});

test("hashes", async () => {
  const hash = key("hash");
  assert.equal(await redis.hset(hash, { name: "ann", age: 30, tags: ["x"], "": "empty" }), 4);
  assert.deepEqual(await redis.hgetall(hash), { name: "ann", age: 30, tags: ["x"], "": "empty" });
  assert.equal(await redis.hincrby(hash, "age", 1), 31);
  assert.deepEqual(await redis.hmget(hash, "name", "none", "age"), { name: "ann", none: null, age: 31 });
  assert.equal(await redis.hget(hash, "none"), null);
  assert.deepEqual((await redis.hkeys(hash)).toSorted(), ["", "age", "name", "tags"]);
  assert.equal(await redis.hdel(hash, "tags", ""), 2);
  assert.equal(await redis.hexists(hash, "name"), 1);
  const [cursor, fields] = await redis.hscan(hash, 0);
  assert.equal(String(cursor), "0");
  assert.equal(fields.length, 4);
});

test("lists", async () => {
  const list = key("list");
  assert.equal(await redis.rpush(list, "a", { b: 1 }, 3), 3);
  assert.equal(await redis.lpush(list, "first"), 4);
  assert.deepEqual(await redis.lrange(list, 0, -1), ["first", "a", { b: 1 }, 3]);
  assert.equal(await redis.lindex(list, -1), 3);
  assert.equal(await redis.lpop(list), "first");
  assert.deepEqual(await redis.rpop(list, 2), [3, { b: 1 }]);
  assert.equal(await redis.llen(list), 1);
  assert.equal(await redis.lpos(list, "a"), 0);
});

test("sets", async () => {
  assert.equal(await redis.sadd(key("s1"), "a", "b", 3), 3);
  assert.equal(await redis.sadd(key("s2"), "b", "c"), 2);
  assert.deepEqual(await redis.smismember(key("s1"), ["a", "z"]), [1, 0]);
  assert.deepEqual(await redis.sinter(key("s1"), key("s2")), ["b"]);
  assert.deepEqual((await redis.smembers(key("s1"))).map(String).toSorted(), ["3", "a", "b"]);
  assert.equal(await redis.scard(key("s1")), 3);
});

test("sorted sets", async () => {
  const board = key("board");
  assert.equal(
    await redis.zadd(board, { score: 1.5, member: "ann" }, { score: 2, member: "bob" }, { score: -3, member: "cem" }),
    3,
  );
  assert.equal(await redis.zadd(board, { gt: true, ch: true }, { score: 5, member: "ann" }), 1);
  assert.equal(await redis.zscore(board, "ann"), 5);
  assert.equal(await redis.zincrby(board, 0.25, "bob"), 2.25);
  assert.equal(await redis.zrank(board, "ann"), 2);
  assert.deepEqual(await redis.zrange(board, 0, -1, { withScores: true }), ["cem", -3, "bob", 2.25, "ann", 5]);
  assert.deepEqual(await redis.zrange(board, "(2", "+inf", { byScore: true }), ["bob", "ann"]);
  assert.deepEqual(await redis.zrange(board, 0, 0, { rev: true }), ["ann"]);
  assert.deepEqual(await redis.zmscore(board, ["ann", "none"]), [5, null]);
  assert.equal(await redis.zcount(board, "-inf", 0), 1);
  assert.deepEqual(await redis.zpopmax(board), ["ann", 5]);
  await redis.zadd(key("inf"), { score: "+inf", member: "top" });
  assert.deepEqual(await redis.zrange(key("inf"), 0, -1, { withScores: true }), ["top", "inf"]);
});

test("bits", async () => {
  assert.equal(await redis.setbit(key("bits"), 7, 1), 0);
  assert.equal(await redis.getbit(key("bits"), 7), 1);
  assert.equal(await redis.bitcount(key("bits"), 0, -1), 1);
  const single = connect({ enableAutoPipelining: false });
  assert.deepEqual(await single.bitfield(key("field")).set("u8", 0, 255).get("u4", 0).exec(), [0, 15]);
});

test("keys are found by a scan", async () => {
  const names = Array.from({ length: 50 }, (_, i) => key(`scan-${i}`));
  await redis.mset(Object.fromEntries(names.map((name) => [name, 1])));
  const found = new Set();
  let cursor = "0";
  do {
    const [next, page] = await redis.scan(cursor, { match: "redis:scan-*", count: 20 });
    page.forEach((name) => found.add(name));
    cursor = next;
  } while (cursor !== "0");
  assert.deepEqual([...found].toSorted(), names.toSorted());
});

test("keys as such", async () => {
  await redis.set(key("k"), "v");
  assert.equal(await redis.exists(key("k"), key("none")), 1);
  assert.equal(await redis.type(key("k")), "string");
  assert.equal(await redis.rename(key("k"), key("k2")), "OK");
  assert.equal(await redis.touch(key("k2")), 1);
  assert.equal(await redis.expire(key("k2"), 100), 1);
  assert.equal(await redis.unlink(key("k2"), key("k")), 1);
});

test("PING and ECHO", async () => {
  assert.equal(await redis.ping(), "PONG");
  assert.equal(await redis.echo("grüße"), "grüße");
});

test("a client that is made from the environment", async () => {
  process.env.UPSTASH_REDIS_REST_URL = `${url}/`;
  process.env.UPSTASH_REDIS_REST_TOKEN = token;
  assert.equal(await Redis.fromEnv().ping(), "PONG");
});

test("many clients at once", async () => {
  const one = async (id) => {
    const own = connect();
    for (let i = 0; i < 20; i++) {
      await own.set(key(`many-${id}`), { id, i });
      assert.deepEqual(await own.get(key(`many-${id}`)), { id, i });
    }
  };
  await Promise.all(Array.from({ length: 16 }, (_, id) => one(id)));
});
