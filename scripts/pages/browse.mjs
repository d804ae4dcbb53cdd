// Opens the page of a served OpenAPI document in a browser, and checks what a reader sees and can do.
//
//   node browse.mjs ADDRESS BROWSER SCREENSHOTS

import assert from "node:assert/strict";
import puppeteer from "puppeteer-core";

const [address, executablePath, folder] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath, headless: true, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  await page.setViewport({ width: 1000, height: 1400 });
  const problems = [];
  // A violation of the content security policy is a message of the console.
  page.on("console", (message) => ["error", "warn"].includes(message.type()) && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("requestfailed", (request) => problems.push(`${request.url()}: ${request.failure()?.errorText}`));

  await page.goto(`${address}/docs`, { waitUntil: "networkidle0" });
  const text = (selector) => page.$eval(selector, (found) => found.innerText);
  const opened = async (id) => {
    await page.evaluate((id) => {
      // Members open one level at a time, when they are looked at.
      document.getElementById(id).open = true;
    }, id);
    for (let level = 0; level < 4; level += 1) {
      await new Promise((done) => setTimeout(done, 100));
      await page.evaluate((id) => document.getElementById(id).querySelectorAll("details").forEach((found) => (found.open = true)), id);
    }
    await new Promise((done) => setTimeout(done, 100));
    return text(`#${id}`);
  };
  const sees = (shown, expected) => expected.forEach((part) => assert.ok(shown.includes(part), `${part} is not in:\n${shown}`));

  assert.equal(await text("#title"), "Freight desk");
  await page.screenshot({ path: `${folder}/page.png` });

  // A body: an example to start from, its fields, choices, limits, and the members of fields.
  const created = await opened("create_shipment");
  sees(created, ["depot", "required", "Members of the body", "state", "Choices: ready, in-transit", "Example: 250", "1 to 100000", "Default: 2"]);
  sees(created, ["stops", "port", "Choices: load, unload", "lorry", "axles", "van", "Members of the response", "Assigned by the API."]);
  const members = await page.$$eval("#create_shipment .members", (found) => found.map((each) => each.innerText));
  assert.equal(members.length, 2);
  assert.ok(!members[0].includes("Assigned by the API.") && members[1].includes("Assigned by the API."));
  assert.ok(members[0].includes("pin") && !members[1].includes("pin"));
  const example = JSON.parse(await page.$eval("#create_shipment textarea[name=body]", (body) => body.value));
  assert.ok(example.grams === 250 && ["ready", "in-transit"].includes(example.state), JSON.stringify(example));
  await page.screenshot({ path: `${folder}/body.png`, fullPage: true });

  // A call with the example.
  await page.type("#create_shipment [name=depot]", "north");
  await page.click("#create_shipment button[type=submit]");
  await page.waitForFunction(() => document.querySelector("#create_shipment .output").innerText.includes("200"));
  sees(await text("#create_shipment .output"), ['"grams": 250']);
  assert.deepEqual(problems, []);

  // A call that the adapter rejects says where the body is wrong.
  await page.$eval("#create_shipment textarea[name=body]", (body) => (body.value = '{"kind": "parcel", "state": "lost", "grams": "x"}'));
  await page.click("#create_shipment button[type=submit]");
  await page.waitForFunction(() => document.querySelector("#create_shipment .output").innerText.includes("422"));
  sees(await text("#create_shipment .output"), ["grams"]);
  await page.screenshot({ path: `${folder}/rejected.png`, fullPage: true });
  // The browser itself reports the status.
  assert.deepEqual(problems.filter((problem) => !problem.includes("422")), []);
} finally {
  await browser.close();
}
