// With a token set, the page asks for it once, and refuses a wrong one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, newPage } from "./browser.mjs";
import { Larder } from "./larder.mjs";

const TOKEN = "full-token ü";
const READ_ONLY = "read-token";

let larder;
let browser;

before(async () => {
  [larder, browser] = await Promise.all([
    Larder.start({ LARDER_AUTH_TOKEN: TOKEN, LARDER_AUTH_READ_ONLY_TOKEN: READ_ONLY }),
    launch(),
  ]);
});

after(async () => {
  await browser?.close();
  await larder?.stop();
});

// The browser itself logs each refusal.
const unexpected = (complaints) => complaints.filter((text) => !/40[013]/.test(text));

async function signIn(page, token) {
  await page.getByRole("textbox", { name: "Token" }).fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("the token is asked for once, and a wrong one is refused", async () => {
  const { page, complaints } = await newPage(browser);
  await page.goto(`${larder.url}#channels`);
  await page.getByRole("dialog", { name: "This Larder asks for a token" }).waitFor();
  await signIn(page, "wrong");
  await page.getByText("That token is not known here.").waitFor();
  await signIn(page, TOKEN);
  await page.getByRole("heading", { name: "Channels" }).waitFor();
  // The WebSocket has it too.
  await page.getByLabel("Channel or pattern").fill("news");
  await page.getByRole("button", { name: "Watch", exact: true }).click();
  await page.locator("main .pill").filter({ hasText: "Live" }).waitFor();
  await page.reload();
  await page.locator("main .pill").filter({ hasText: "Live" }).waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.ok(!page.url().includes("token"));

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("dialog").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.locator("main").getByText("Signed out").waitFor();
  assert.deepEqual(unexpected(complaints), []);
});

test("with a token that may only read, the page says what is refused", async () => {
  const { page, complaints } = await newPage(browser);
  await page.goto(`${larder.url}#keys`);
  await signIn(page, READ_ONLY);
  await page.getByText("NOPERM this user has no permissions to run the 'scan' command").waitFor();
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("row").filter({ hasText: "INFO" }).waitFor();
  assert.deepEqual(unexpected(complaints), []);
});
