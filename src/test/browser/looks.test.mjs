// How the page is served, fits a phone, and can be used by everyone.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, newPage } from "./browser.mjs";
import { Larder } from "./larder.mjs";

const AREAS = ["leaderboard/race", "channels", "keys", "keys/race", "overview"];
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let larder;
let browser;

before(async () => {
  [larder, browser] = await Promise.all([Larder.start(), launch()]);
  await larder.command("ZADD", "race", 100, "ann", 80, "a-player-whose-name-goes-on-and-on-and-on-without-any-space-in-it", 60, "carl");
  await larder.command("SET", "a:key:whose:name:is:much:longer:than:any:phone:is:wide:and:then:some", "x");
});

after(async () => {
  await browser?.close();
  await larder?.stop();
});

async function settled(page, hash) {
  await page.goto(`${larder.url}#${hash}`);
  await page.locator("main h1").waitFor();
  await page.locator("#state[data-state=live]").waitFor();
  if (hash.startsWith("leaderboard")) {
    await page.locator(".board li").first().waitFor();
  } else if (hash.startsWith("keys")) {
    await page.getByText(/of 2$/).waitFor({ state: "attached" });
  }
}

test("a phone shows each area without scrolling sideways", async () => {
  const { page, complaints } = await newPage(browser, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  for (const area of AREAS) {
    await settled(page, area);
    const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(content <= screen, `${area}: ${content} px in ${screen}`);
  }
  assert.deepEqual(complaints, []);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing serious, ${colorScheme}`, async () => {
    const { page, complaints } = await newPage(browser, { colorScheme, reducedMotion: "reduce" });
    for (const area of AREAS) {
      await settled(page, area);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      assert.deepEqual(serious.map(({ id, nodes }) => `${area}: ${id} ${nodes[0].html} ${nodes[0].failureSummary}`), []);
    }
    assert.deepEqual(complaints, []);
  });
}

test("with less motion asked for, rows jump", async () => {
  const { page } = await newPage(browser, { reducedMotion: "reduce" });
  await settled(page, "leaderboard/race");
  // It looks before anything changes.
  await page.evaluate(() => {
    const board = document.querySelector(".board");
    const moves = () => board.getAnimations({ subtree: true }).some((one) => one.effect.getKeyframes().some((frame) => frame.transform));
    globalThis.moved = new Promise((resolve) => {
      new MutationObserver(() => resolve(moves())).observe(board, { childList: true });
    });
  });
  await larder.command("ZADD", "race", 500, "carl");
  assert.equal(await page.evaluate(() => globalThis.moved), false);
});

test("the page is for browsers, and may load nothing from elsewhere", async () => {
  const page = await fetch(larder.url, { headers: { Accept: "text/html,*/*;q=0.8" } });
  assert.equal(page.status, 200);
  const policy = page.headers.get("content-security-policy");
  for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"]) {
    assert.ok(policy.includes(part), policy);
  }
  assert.equal(page.headers.get("x-content-type-options"), "nosniff");
  const again = await fetch(larder.url, { headers: { Accept: "text/html", "If-None-Match": page.headers.get("etag") } });
  assert.equal(again.status, 304);
  const client = await fetch(larder.url, { headers: { Accept: "application/json" } });
  assert.equal(client.status, 405);
  const below = await (await fetch(`${larder.url}console/`)).text();
  assert.ok(below.includes('src="app.js"'));
  for (const wrong of ["console/none.js", "console/..%2Fapplication.properties", "console/package-info.class"]) {
    assert.equal((await fetch(larder.url + wrong)).status, 404, wrong);
  }
});
