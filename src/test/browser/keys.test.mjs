// Keys: made, seen, changed, given a time to live, deleted; also with the keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, newPage } from "./browser.mjs";
import { Larder } from "./larder.mjs";

let larder;
let browser;

before(async () => {
  [larder, browser] = await Promise.all([Larder.start(), launch()]);
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

test("a key is made, edited, given a time to live, renamed, deleted", async () => {
  const { page, complaints } = await open("keys");
  await page.getByText("There are no keys yet.").waitFor();
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill("greeting");
  await page.getByLabel("Value").fill("<b>hello</b>\nthere");
  await page.getByRole("button", { name: "Create" }).click();
  const view = page.getByRole("region", { name: "Key greeting" });
  assert.equal(await view.getByLabel("Value").textContent(), "<b>hello</b>\nthere");
  assert.equal(await larder.command("GET", "greeting"), "<b>hello</b>\nthere");

  await view.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByLabel("Value").fill("good day");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await larder.command("GET", "greeting"), "good day");

  await view.getByRole("button", { name: "Never expires" }).click();
  await page.getByLabel("After so many seconds").fill("500");
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await view.getByRole("button", { name: /Expires in 8 min/ }).waitFor();
  const left = await larder.command("TTL", "greeting");
  assert.ok(left > 480 && left <= 500, `${left}`);

  await view.getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("New name").fill("salutation");
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await page.getByRole("region", { name: "Key salutation" }).getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("No key is chosen").waitFor();
  assert.equal(await larder.command("EXISTS", "greeting", "salutation"), 0);
  assert.deepEqual(complaints, []);
});

test("each type is seen and changed", async () => {
  await larder.command("HSET", "types:hash", "name", "Ann");
  await larder.command("RPUSH", "types:list", "one", "two");
  await larder.command("SADD", "types:set", "red");
  await larder.command("ZADD", "types:zset", "120", "ann");
  const { page, complaints } = await open("keys/types%3Ahash");

  const add = async (fields) => {
    await page.getByRole("button", { name: "Add" }).click();
    for (const [label, value] of Object.entries(fields)) {
      await page.getByRole("dialog").getByLabel(label).fill(value);
    }
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  const row = (text) => page.getByRole("row").filter({ hasText: text });

  await add({ Field: "city", Value: "Oslo" });
  assert.equal(await larder.command("HGET", "types:hash", "city"), "Oslo");
  await row("name").getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByLabel("Value").fill("Bea");
  await page.getByRole("button", { name: "Save" }).click();
  await row("Bea").waitFor();
  await row("city").getByRole("button", { name: "Delete" }).click();
  await row("city").waitFor({ state: "detached" });
  assert.deepEqual(await larder.command("HGETALL", "types:hash"), ["name", "Bea"]);

  await page.goto(`${larder.url}#keys/types%3Alist`);
  await page.getByRole("region", { name: "Key types:list" }).waitFor();
  await add({ Element: "three" });
  assert.deepEqual(await larder.command("LRANGE", "types:list", "0", "-1"), ["one", "two", "three"]);

  await page.goto(`${larder.url}#keys/types%3Aset`);
  await page.getByRole("region", { name: "Key types:set" }).waitFor();
  await add({ Member: "blue" });
  assert.equal(await larder.command("SCARD", "types:set"), 2);

  await page.goto(`${larder.url}#keys/types%3Azset`);
  await page.getByRole("region", { name: "Key types:zset" }).waitFor();
  await add({ Member: "bob", Score: "99.5" });
  assert.equal(await larder.command("ZSCORE", "types:zset", "bob"), "99.5");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByRole("dialog").getByLabel("Member").fill("carl");
  await page.getByRole("dialog").getByLabel("Score").fill("much");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("ERR value is not a valid float").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  // The browser itself logs the answer 400.
  assert.deepEqual(complaints.filter((text) => !text.includes("400")), []);
});

test("bytes that are no text, and values that are long, are shown without harm", async () => {
  const bytes = await fetch(`${larder.url}set/%FFkey/%00%01%FE`, { method: "POST" });
  assert.equal(bytes.status, 200);
  const line = "0123456789".repeat(10);
  await larder.command("SET", "long", `${line}\n`.repeat(50_000));
  const { page, complaints } = await open("keys");
  await page.getByPlaceholder("Pattern").fill("*key");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("option", { name: "\\xffkey" }).click();
  await page.getByText("00 01 fe").waitFor();
  await page.getByRole("region", { name: "Key \\xffkey" }).getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("No key is chosen").waitFor();

  const begin = Date.now();
  await page.goto(`${larder.url}#keys/long`);
  await page.getByText("The first 64.0 KB of 4.8 MB").waitFor();
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByText("The first 128 KB of 4.8 MB").waitFor();
  assert.ok(Date.now() - begin < 15_000);
  assert.deepEqual(complaints, []);
});

test("thousands of keys are few elements", async () => {
  for (let i = 0; i < 5; i++) {
    const sets = Array.from({ length: 1_000 }, (_, j) => ["SET", `many:${i * 1_000 + j}`, "x"]);
    await fetch(`${larder.url}pipeline`, { method: "POST", body: JSON.stringify(sets) });
  }
  const { page, complaints } = await open("keys");
  await page.getByText(/1,\d\d\d of 5,\d\d\d/).waitFor();
  for (let i = 0; i < 5 && (await page.getByRole("button", { name: "More" }).isVisible()); i++) {
    await page.getByRole("button", { name: "More" }).click();
    await page.getByText("Looking…").waitFor({ state: "detached" });
  }
  await page.getByText(/(5,\d\d\d) of \1/).waitFor();
  assert.ok((await page.getByRole("option").count()) < 80);
  await page.getByRole("listbox", { name: "Keys" }).press("End");
  await page.getByText("types:zset").waitFor();
  assert.deepEqual(complaints, []);
});

test("the keyboard is enough", async () => {
  await larder.command("SET", "by-keyboard", "here");
  const { page, complaints } = await open("overview");
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to content");
  const tabTo = async (label) => {
    for (let i = 0; i < 25; i++) {
      await page.keyboard.press("Tab");
      const name = await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
      if (name === label) {
        return;
      }
    }
    assert.fail(`${label} is not reached with Tab`);
  };
  await tabTo("Keys");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Keys", exact: true }).waitFor();
  await tabTo("Pattern");
  await page.keyboard.type("by-key*");
  await page.keyboard.press("Enter");
  await page.getByText(/^1 of/).waitFor();
  await tabTo("Keys");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Key by-keyboard" }).getByText("here").waitFor();
  await tabTo("Delete");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await larder.command("EXISTS", "by-keyboard"), 1);
  await page.keyboard.press("Enter");
  await tabTo("Cancel");
  await tabTo("Delete");
  await page.keyboard.press("Enter");
  await page.getByText("No key is chosen").waitFor();
  assert.equal(await larder.command("EXISTS", "by-keyboard"), 0);
  assert.deepEqual(complaints, []);
});
