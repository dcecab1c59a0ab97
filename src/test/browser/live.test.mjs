// What is live: one page sees what another does, and both come back after a kill.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, newPage } from "./browser.mjs";
import { Larder } from "./larder.mjs";

// Channels of this name keep what is published.
const KEPT = "-Dlarder.channels.kept.pattern=kept:* -Dlarder.channels.kept.history-size=100";

let larder;
let browser;

before(async () => {
  [larder, browser] = await Promise.all([Larder.start({ JAVA_TOOL_OPTIONS: KEPT }), launch()]);
});

after(async () => {
  await browser?.close();
  await larder?.stop();
});

async function open(hash, options) {
  const { page, complaints } = await newPage(browser, options);
  await page.goto(`${larder.url}#${hash}`);
  return { page, complaints };
}

const pill = (page) => page.locator("main .pill");
const names = (page) => page.locator(".board .who").allTextContents();

async function submit(page, player, score) {
  await page.getByRole("textbox", { name: "Player", exact: true }).fill(player);
  await page.getByLabel("Score", { exact: true }).fill(String(score));
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByText(`${player} is at rank`).waitFor();
}

test("a submit in one page is seen to move in another, before and after a kill", async () => {
  await larder.command("ZADD", "race", 100, "ann", 80, "bob", 60, "carl");
  const one = await open("leaderboard/race");
  const other = await open("leaderboard/race");
  await pill(other.page).filter({ hasText: "Live" }).waitFor();
  assert.deepEqual(await names(other.page), ["ann", "bob", "carl"]);

  await submit(one.page, "carl", 120);
  await other.page.locator(".board li").first().filter({ hasText: "carl" }).waitFor();
  assert.deepEqual(await names(other.page), ["carl", "ann", "bob"]);
  const glides = other.page.locator(".board li").first().evaluate((row) => row.getAnimations().length);
  assert.equal(typeof (await glides), "number");
  assert.deepEqual([...one.complaints, ...other.complaints], []);

  await larder.kill();
  for (const { page } of [one, other]) {
    await page.getByText("Larder cannot be reached.").waitFor();
    await pill(page).filter({ hasText: "Not live" }).waitFor();
    assert.deepEqual(await names(page), ["carl", "ann", "bob"], "what was there stays in sight");
  }
  await larder.again();
  for (const { page } of [one, other]) {
    await pill(page).filter({ hasText: /^Live$/ }).waitFor();
    await page.getByText("Larder cannot be reached.").waitFor({ state: "hidden" });
  }
  await submit(one.page, "dora", 110);
  await other.page.locator(".board li").nth(1).filter({ hasText: "dora" }).waitFor();
  assert.deepEqual(await names(other.page), ["carl", "dora", "ann", "bob"]);

  await other.page.getByRole("button", { name: "Around" }).click();
  await other.page.getByPlaceholder("Player").fill("bob");
  await other.page.getByPlaceholder("Player").press("Enter");
  await other.page.locator(".board .mine").filter({ hasText: "bob" }).waitFor();
});

test("a page whose connection breaks goes on where it was", async () => {
  await larder.command("ZADD", "resumed", 100, "ann", 80, "bob");
  const { page } = await newPage(browser);
  const sockets = [];
  page.on("websocket", (socket) => {
    if (socket.url().includes("/leaderboards/")) {
      const seen = { url: socket.url(), frames: [] };
      sockets.push(seen);
      socket.on("framereceived", ({ payload }) => seen.frames.push(JSON.parse(payload)));
    }
  });
  await page.addInitScript(() => {
    const Plain = window.WebSocket;
    window.sockets = [];
    window.WebSocket = class extends Plain {
      constructor(...parameters) {
        super(...parameters);
        window.sockets.push(this);
      }
    };
  });
  await page.goto(`${larder.url}#leaderboard/resumed`);
  await pill(page).filter({ hasText: "Live" }).waitFor();
  await page.evaluate(() => {
    const socket = window.sockets.find(({ url }) => url.includes("/leaderboards/"));
    return new Promise((closed) => {
      socket.addEventListener("close", closed);
      socket.close(4000);
    }).then(() => {});
  });
  await larder.command("ZADD", "resumed", 120, "bob");
  await page.locator(".board li").first().filter({ hasText: "bob" }).waitFor();
  assert.deepEqual(await names(page), ["bob", "ann"]);
  const [first, again, ...more] = sockets;
  assert.equal(more.length, 0);
  assert.deepEqual(first.frames.map(({ type }) => type), ["snapshot"]);
  const [{ epoch, seq }] = first.frames;
  assert.equal(new URL(again.url).search, `?top=10&since=${seq}&epoch=${epoch}`);
  assert.deepEqual(again.frames.map(({ type }) => type), ["resumed", "update"], "what was known is not told again");
  await page.close();
});

test("a leaderboard that is defined keeps the best score, and a crowd moves it", async () => {
  const { page, complaints } = await open("leaderboard");
  await page.getByRole("button", { name: "New leaderboard" }).click();
  await page.getByLabel("Name").fill("league");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("region", { name: "league", exact: true }).getByText("Nobody is on this leaderboard yet").waitFor();
  await submit(page, "ann", 50);
  await page.getByLabel("Score", { exact: true }).fill("40");
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByText("ann stays at rank 1").waitFor();
  await page.getByRole("button", { name: "Start" }).click();
  await page.locator(".board li").nth(9).waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  assert.ok((await page.locator(".board li").count()) === 10);
  const ranks = await page.locator(".board .rank").allTextContents();
  assert.deepEqual(ranks, ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
  assert.deepEqual(complaints, []);
});

test("what is published in one page is seen in another, and in one that comes back", async () => {
  const one = await open("channels");
  const other = await open("channels");
  const watch = async (name) => {
    await other.page.getByLabel("Channel or pattern").fill(name);
    await other.page.getByRole("button", { name: "Watch", exact: true }).click();
    await pill(other.page).filter({ hasText: "Live" }).waitFor();
  };
  await watch("news:*");
  await other.page.getByText("Nothing yet").waitFor();
  const publish = async (text, readers) => {
    await one.page.getByLabel("Channel", { exact: true }).fill("news:today");
    await one.page.getByRole("textbox", { name: "Message" }).fill(text);
    await one.page.getByRole("button", { name: "Publish" }).click();
    await one.page.getByText(`Delivered to ${readers}`).waitFor();
  };
  await publish("<i>rain</i> & wind", "1 reader");
  const first = other.page.locator(".log li").first();
  await first.filter({ hasText: "<i>rain</i> & wind" }).waitFor();
  await first.filter({ hasText: "news:today" }).waitFor();
  assert.deepEqual([...one.complaints, ...other.complaints], []);

  await larder.kill();
  await pill(other.page).filter({ hasText: "Not connected" }).waitFor();
  await larder.again();
  await pill(other.page).filter({ hasText: "Live" }).waitFor();
  await other.page.getByText("What was published meanwhile was not delivered here").waitFor();
  await one.page.getByText("Larder cannot be reached.").waitFor({ state: "hidden" });
  await publish("sun again", "1 reader");
  await other.page.locator(".log li").first().filter({ hasText: "sun again" }).waitFor();

  await watch("news:today");
  await other.page.getByRole("button", { name: "Stop watching news:*" }).click();
  await publish("only once", "1 reader");
  await other.page.locator(".log li").first().filter({ hasText: "only once" }).waitFor();
  await other.page.getByRole("button", { name: "Stop watching news:today" }).click();
  await publish("nobody hears this", "0 readers");
});

test("what a channel has kept is caught up with after a kill, and shown when asked for", async () => {
  const { page } = await open("channels");
  await page.getByLabel("Channel or pattern").fill("kept:news");
  await page.getByRole("button", { name: "Watch", exact: true }).click();
  await pill(page).filter({ hasText: "Live" }).waitFor();
  await larder.command("PUBLISH", "kept:news", "one");
  await page.locator(".log li").first().filter({ hasText: "one" }).waitFor();
  await larder.kill();
  await pill(page).filter({ hasText: "Not connected" }).waitFor();
  await larder.again();
  await larder.command("PUBLISH", "kept:news", "two");
  await page.locator(".log li").first().filter({ hasText: "two" }).waitFor();
  assert.equal(await page.locator(".log li").count(), 2, "no more and no less");

  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByLabel("Channel", { exact: true }).fill("kept:news");
  await page.getByRole("button", { name: "History" }).click();
  await page.getByText("2 kept messages shown.").waitFor();
  assert.deepEqual(await page.locator(".log .text").allTextContents(), ["two", "one"]);
});

test("the overview counts what happens", async () => {
  const { page, complaints } = await open("overview");
  await page.getByRole("region", { name: "Commands per second" }).waitFor();
  await larder.command("SET", "seen", "1");
  for (let i = 0; i < 60; i++) {
    await larder.command("GET", "seen");
  }
  await page.getByRole("row").filter({ hasText: "GET" }).first().waitFor();
  await page.getByRole("region", { name: "Hit rate" }).getByText("100 %").waitFor();
  await page.getByRole("region", { name: "Connections" }).locator(".figure").filter({ hasText: /^[1-9]/ }).waitFor();
  assert.deepEqual(complaints, []);
});
