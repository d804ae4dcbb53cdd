// What a run of a suite came to: summary.mjs <name> <revision> <folder of results> <baseline> <requirements>.
// Ends with 1 when a scored scenario fails that the baseline does not list, or passes although it is listed.

import { globSync, readFileSync } from "node:fs";
import { dirname, basename } from "node:path";

const [name, revision, folder, baselineFile, requirementsFile] = process.argv.slice(2);

const listed = new Set(
  readFileSync(baselineFile, "utf8")
    .split("\n")
    .map((line) => line.trim().split(" "))
    .filter(([date]) => date === revision)
    .map(([, scenario]) => scenario),
);

// The lists of the requirements are plain: `server:`, then `  - name` lines until the next section.
const scored = new Set();
let section = "";
for (const line of readFileSync(requirementsFile, "utf8").split("\n")) {
  const head = line.match(/^(\w+):/);
  if (head) section = head[1];
  const item = line.match(/^ {2}- ([\w-]+)$/);
  if (item && section === "server") scored.add(item[1]);
}

const results = new Map();
for (const file of globSync("**/checks.json", { cwd: folder })) {
  const scenario = basename(dirname(file)).replace(/^server-/, "").replace(/-\d{4}-\d\d-\d\dT.*$/, "");
  const checks = JSON.parse(readFileSync(`${folder}/${file}`, "utf8"));
  results.set(scenario, checks);
}

const count = (status) => [...results.values()].flat().filter((check) => check.status === status).length;
const failures = (checks) => checks.filter((check) => check.status === "FAILURE");
let bad = false;
let passed = 0;
for (const scenario of [...scored].sort()) {
  const checks = results.get(scenario);
  // The older suite does not have all of them.
  if (!checks) {
    if (!name.startsWith("0.1")) {
      bad = true;
      console.log(`  FAILED ${scenario}: it did not run`);
    }
    continue;
  }
  const failed = failures(checks);
  if (failed.length === 0) passed += 1;
  if (failed.length > 0 && !listed.has(scenario)) {
    bad = true;
    for (const check of failed) console.log(`  FAILED ${scenario}: ${check.id}: ${check.errorMessage ?? check.description}`);
  }
  if (failed.length === 0 && listed.has(scenario)) {
    bad = true;
    console.log(`  ${scenario} passes: take it out of the baseline`);
  }
}
const ran = [...scored].filter((scenario) => results.has(scenario)).length;
console.log(
  `${name}: ${passed} of ${ran} scored scenarios pass, ${listed.size} need the client's user or model; ` +
    `checks: ${count("SUCCESS")} good, ${count("FAILURE")} failed, ${count("WARNING")} warnings`,
);
process.exit(bad ? 1 : 0);
