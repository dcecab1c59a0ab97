// A leaderboard that is watched: with plain WebSockets, by `ws`, which answers as a browser's own does, and with the
// stock client of the Centrifuge protocol.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Centrifuge } from "centrifuge";
import WebSocket from "ws";
import { jwt, secret, seconds, Service } from "./live.mjs";
import { connect, keys, readOnlyToken, token, url } from "./service.mjs";

const key = keys("live");
const address = (base, board, query) =>
  `${base.replace("http", "ws")}/v1/leaderboards/${encodeURIComponent(board)}/live?${query}&_token=${readOnlyToken}`;

/** Any command. */
async function run(...words) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(words) });
  assert.equal(answer.status, 200, await answer.clone().text());
}

/** What a page keeps of a view: it puts the frames together, and refuses a gap. */
class Page {
  frames = [];
  entries = new Map();
  #waiting = [];

  constructor(board, query, base = url) {
    this.board = board;
    this.query = query;
    this.base = base;
  }

  async open() {
    const place = this.epoch ? `&since=${this.seq}&epoch=${this.epoch}` : "";
    this.socket = new WebSocket(address(this.base, this.board, this.query + place));
    this.socket.on("message", (text) => this.#take(JSON.parse(text)));
    await new Promise((done, failed) => this.socket.once("open", done).once("error", failed));
    return this;
  }

  async close() {
    const closed = new Promise((done) => this.socket.once("close", done));
    this.socket.close();
    await closed;
  }

  #take(frame) {
    if (frame.type === "snapshot") {
      this.epoch = frame.epoch;
      this.entries = new Map(frame.entries.map((entry) => [entry.id, entry]));
    } else if (frame.type === "update") {
      assert.equal(frame.seq, this.seq + 1);
      for (const id of frame.left ?? []) this.entries.delete(id);
      for (const { previous_position: was, ...entry } of [
        ...(frame.entered ?? []),
        ...(frame.moved ?? []),
        ...(frame.scored ?? []),
      ]) {
        if (was) assert.equal(this.entries.get(entry.id).position, was);
        this.entries.set(entry.id, entry);
      }
    } else if (frame.type === "season_ended") {
      assert.equal(frame.seq, this.seq + 1);
    } else {
      assert.equal(frame.type, "resumed");
      assert.equal(frame.seq, this.seq);
    }
    this.seq = frame.seq;
    this.total = frame.total ?? this.total;
    this.frames.push(frame);
    this.#waiting.splice(0).forEach((wake) => wake());
  }

  /** The view, once it fits. */
  async until(fits) {
    while (!fits(this)) await new Promise((wake) => this.#waiting.push(wake));
    return this.rows();
  }

  rows() {
    return [...this.entries.values()].sort((a, b) => a.position - b.position).map((entry) => [entry.id, entry.score]);
  }
}

test("a page sees a submit of somebody else", { timeout: 20_000 }, async () => {
  const board = key("submit");
  const redis = connect();
  await redis.zadd(board, { score: 120, member: "ann" }, { score: 90, member: "bob" });
  const page = await new Page(board, "top=10").open();
  assert.deepEqual(await page.until(() => page.frames.length === 1), [
    ["ann", 120],
    ["bob", 90],
  ]);
  await redis.zadd(board, { score: 130, member: "bob" });
  assert.deepEqual(await page.until(() => page.frames.length === 2), [
    ["bob", 130],
    ["ann", 120],
  ]);
  await redis.del(board);
  assert.deepEqual(await page.until(() => page.total === 0), []);
  await page.close();
});

test("pages of every kind end with what a fresh page shows", { timeout: 60_000 }, async () => {
  const board = key("crowd");
  const redis = connect();
  const pages = [];
  for (const query of ["top=10", "top=3&order=asc", "around=m7&size=5", "members=m1,m2,nobody"]) {
    for (let i = 0; i < 25; i++) pages.push(await new Page(board, query).open());
  }
  for (let round = 0; round < 30; round++) {
    const pipeline = redis.pipeline();
    for (let i = 0; i < 50; i++) {
      const member = `m${Math.floor(Math.random() * 40)}`;
      pipeline.zadd(board, { score: Math.floor(Math.random() * 1000), member });
    }
    await pipeline.exec();
    if (round === 15) await Promise.all(pages.filter((_, i) => i % 5 === 0).map((page) => page.close()));
    if (round === 20) await Promise.all(pages.filter((_, i) => i % 5 === 0).map((page) => page.open()));
  }
  for (const page of pages) {
    const fresh = await new Page(board, page.query).open();
    await fresh.until(() => fresh.frames.length > 0);
    // The last frame of the one may come after the other's first.
    for (let i = 0; i < 100 && page.seq < fresh.seq; i++) await new Promise((done) => setTimeout(done, 100));
    assert.deepEqual(page.rows(), fresh.rows());
    assert.equal(page.epoch, fresh.epoch);
    assert.equal(page.seq, fresh.seq);
    await fresh.close();
  }
  await Promise.all(pages.map((page) => page.close()));
});

test("who comes back gets what was missed", { timeout: 20_000 }, async () => {
  const board = key("back");
  const redis = connect();
  await redis.zadd(board, { score: 1, member: "ann" });
  const page = await new Page(board, "top=10").open();
  await page.until(() => page.frames.length === 1);
  await page.close();
  await redis.zadd(board, { score: 2, member: "ann" });
  await page.open();
  await page.until(() => page.frames.length === 3);
  assert.deepEqual(
    page.frames.map((frame) => frame.type),
    ["snapshot", "resumed", "update"],
  );
  assert.deepEqual(page.rows(), [["ann", 2]]);
  await page.close();
});

/** The stock client, and all states that a channel of it was given. */
function channel(name, base = url, token = readOnlyToken) {
  const client = new Centrifuge(`${base.replace("http", "ws")}/connection/websocket`, {
    websocket: WebSocket,
    token,
    minReconnectDelay: 50,
    maxReconnectDelay: 200,
  });
  const states = [];
  const waiting = [];
  const subscription = client.newSubscription(name, { since: {} });
  subscription.on("publication", ({ data }) => {
    states.push({ ...data, at: Date.now() });
    waiting.splice(0).forEach((wake) => wake());
  });
  subscription.subscribe();
  client.connect();
  const until = async (fits) => {
    while (!states.some(fits)) await new Promise((wake) => waiting.push(wake));
  };
  return { client, subscription, states, until };
}

test("channels show the top and a member, at a pace", { timeout: 30_000 }, async () => {
  const board = key("channel");
  const redis = connect();
  await redis.zadd(board, { score: 120, member: "ann" }, { score: 90, member: "bob" });
  const top = channel(`leaderboard:${board}`);
  const bob = channel(`leaderboard:${board}#bob`);
  await Promise.all([top.until(() => true), bob.until(() => true)]);
  assert.deepEqual(top.states[0].top, [
    { id: "ann", score: 120, rank: 1, position: 1 },
    { id: "bob", score: 90, rank: 2, position: 2 },
  ]);
  const { seq, at, ...state } = bob.states[0];
  assert.ok(seq > 0 && at > 0);
  assert.deepEqual(state, { total: 2, id: "bob", score: 90, rank: 2, position: 2 });
  const begin = Date.now();
  for (let i = 0; Date.now() < begin + 2_500; i++) await redis.zadd(board, { score: 200 + i, member: "bob" });
  await redis.zadd(board, { score: 99_999, member: "bob" });
  await Promise.all([
    top.until((one) => one.top[0].score === 99_999),
    bob.until((one) => one.score === 99_999),
  ]);
  const seconds = (Date.now() - begin) / 1_000;
  assert.ok(top.states.length <= 2 + 4 * seconds, `${top.states.length} states of the top in ${seconds} s`);
  assert.ok(bob.states.length <= 2 + seconds, `${bob.states.length} states of a member in ${seconds} s`);
  for (const { states } of [top, bob]) {
    assert.deepEqual(states, [...states].sort((a, b) => a.seq - b.seq));
  }
  top.client.disconnect();
  bob.client.disconnect();
});

test("a client that comes back is given the newest state, once", { timeout: 30_000 }, async () => {
  const board = key("cache");
  const redis = connect();
  await redis.zadd(board, { score: 1, member: "ann" });
  const { client, states, until } = channel(`leaderboard:${board}`);
  await until(() => true);
  client.disconnect();
  client.connect();
  await client.ready(5_000);
  await new Promise((done) => setTimeout(done, 500));
  assert.equal(states.length, 1);
  client.disconnect();
  for (let i = 2; i < 6; i++) await redis.zadd(board, { score: i, member: "ann" });
  client.connect();
  await until((one) => one.top[0].score === 5);
  assert.equal(states.length, 2);
  client.disconnect();
});

test("the end of a season is told before anything of the next one", { timeout: 30_000 }, async () => {
  const board = key("season");
  await run("LEADERBOARD", "DEFINE", board, JSON.stringify({ season: { every: "week", zone: "UTC", keep: 2 } }));
  await run("LEADERBOARD", "SUBMIT", board, "ann", 5);
  const page = await new Page(board, "top=10").open();
  const top = channel(`leaderboard:${board}`);
  await Promise.all([page.until(() => page.frames.length === 1), top.until(() => true)]);
  await run("LEADERBOARD", "RESET", board);
  await run("LEADERBOARD", "SUBMIT", board, "bob", 1);
  await page.until(() => page.entries.has("bob"));
  assert.deepEqual(
    page.frames.slice(0, 3).map((frame) => frame.type),
    ["snapshot", "season_ended", "snapshot"],
  );
  await top.until((one) => one.top?.[0]?.id === "bob");
  const [first, ended, second] = top.states;
  assert.deepEqual([ended.event, ended.season, ended.next_season], ["season_ended", first.season, second.season]);
  top.client.disconnect();
  await page.close();
});

test("a killed service and users of their own", { timeout: 120_000 }, async (t) => {
  const service = new Service({
    "larder.auth.token": "full",
    "larder.auth.read-only-token": readOnlyToken,
    "larder.auth.jwt.hmac-secret": secret,
    "larder.channels.boards.pattern": "leaderboard:open*",
  });
  t.after(() => service.end());
  await service.start();
  await service.run("ZADD", "open", 1, "ann");
  await service.run("ZADD", "secret", 1, "ann");
  const user = jwt({ sub: "ann", exp: seconds() + 100 });

  await t.test("a user sees the boards that a setting names", async () => {
    const open = channel("leaderboard:open", service.url(""), user);
    await open.until((one) => one.total === 1);
    const closed = channel("leaderboard:secret", service.url(""), user);
    const [{ code }] = await new Promise((done) => closed.subscription.on("unsubscribed", (...event) => done(event)));
    assert.equal(code, 103);
    open.client.disconnect();
    closed.client.disconnect();
  });

  await t.test("a user submits its own score, and sees a board whose definition lets it", async () => {
    await service.run("LEADERBOARD", "DEFINE", "game", '{"client_submit":true}');
    await service.run("LEADERBOARD", "SUBMIT", "game", "bob", "50");
    const board = channel("leaderboard:game", service.url(""), user);
    await board.until((one) => one.total === 1);
    const submit = (data) => board.client.rpc("leaderboard.submit", data).then(({ data }) => data);
    const answer = await submit({ leaderboard: "game", score: 60, metadata: { lap: 3 } });
    assert.deepEqual([answer.id, answer.rank, answer.previous_rank, answer.changed], ["ann", 1, null, true]);
    await board.until((one) => one.top[0].id === "ann");
    await assert.rejects(submit({ leaderboard: "game", id: "bob", score: 1 }), { code: 103 });
    await assert.rejects(submit({ leaderboard: "open", score: 1 }), { code: 103 });
    await assert.rejects(board.client.rpc("command", ["GET", "k"]), { code: 103 });
    // The same by a request, as a page sends it.
    const scores = `http://127.0.0.1:${service.port}/v1/leaderboards/game/scores`;
    const over = await fetch(scores, {
      method: "POST",
      headers: { authorization: `Bearer ${user}` },
      body: JSON.stringify({ score: 61 }),
    });
    const { id, previous_score: before } = await over.json();
    assert.deepEqual([over.status, id, before], [200, "ann", 60]);
    board.client.disconnect();
  });

  await t.test("whoever comes back after a kill gets the state anew", async () => {
    const page = await new Page("open", "top=10", service.url("")).open();
    const top = channel("leaderboard:open", service.url(""), "full");
    await Promise.all([page.until(() => page.frames.length === 1), top.until(() => true)]);
    const cut = new Promise((done) => page.socket.once("close", done));
    await service.kill();
    await cut;
    await service.start();
    await service.run("ZADD", "open", 2, "bob");
    await page.open();
    assert.deepEqual(await page.until(() => page.total === 2), [
      ["bob", 2],
      ["ann", 1],
    ]);
    assert.equal(page.frames[1].type, "snapshot");
    await top.until((one) => one.total === 2);
    await page.close();
    top.client.disconnect();
  });
});
