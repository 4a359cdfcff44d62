// The formats of the report and of the traces, and the libraries that are in the page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import { allPages, crate, root, schema, traceSchema } from "./pages.js";

const pages = allPages();
const reports = Object.entries(pages).flatMap(([name, page]) => page.reports.map((report, i) => [`${name} ${i}`, report]));
const compile = (document, options) =>
  new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true, ...options }).compile(document);

test("every report is what the schema describes", () => {
  const valid = compile(schema);
  assert.ok(reports.length > 10);
  for (const [name, report] of reports) assert.ok(valid(report), `${name}: ${JSON.stringify(valid.errors?.slice(0, 3))}`);
});

/** The JSON pointers of all properties, one of each kind: of lists only the first few entries. */
function* properties(value, at = "") {
  if (Array.isArray(value)) for (const [i, inner] of value.slice(0, 2).entries()) yield* properties(inner, `${at}/${i}`);
  else if (value && typeof value === "object" && !at.endsWith("/trace")) {
    for (const [name, inner] of Object.entries(value)) {
      yield [at, name];
      yield* properties(inner, `${at}/${name}`);
    }
  }
}

const inside = (value, at) => at.split("/").slice(1).reduce((inner, key) => inner[key], value);

test("a report that lacks a property is none", () => {
  const valid = compile(schema);
  const all = [...properties(pages.full.reports[0])];
  assert.ok(all.length > 200);
  // A figure may be missing: it was not measured.
  for (const [at, name] of all.filter(([at]) => !at.endsWith("/values"))) {
    const report = structuredClone(pages.full.reports[0]);
    delete inside(report, at)[name];
    assert.ok(!valid(report), `${at}/${name} may be missing`);
  }
});

test("a figure that is a word is none", () => {
  const valid = compile(schema);
  for (const [at, name] of properties(pages.full.reports[0])) {
    if (typeof inside(pages.full.reports[0], at)[name] !== "number") continue;
    const report = structuredClone(pages.full.reports[0]);
    inside(report, at)[name] = "1";
    assert.ok(!valid(report), `${at}/${name} may be a word`);
  }
});

test("the schema describes every property of a report", () => {
  const closed = structuredClone(schema);
  JSON.stringify(closed, (_, part) => {
    if (part?.properties && (part.required || part.additionalProperties)) part.additionalProperties = false;
    return part;
  });
  closed.$defs.lane.properties.outcome.additionalProperties = true; // what is in it depends on `is`
  const valid = compile(closed);
  assert.ok(valid(pages.full.reports[0]), JSON.stringify(valid.errors?.slice(0, 3)));
  assert.ok(!valid({ ...pages.full.reports[0], more: 1 }));
});

/** A trace of every lesson that ends, by name; from the clock that jumps, so that it takes no time. */
function* traces() {
  const simulated = (...rest) => execFileSync("cargo", ["run", "--quiet", "-p", "run-simulated", "--", ...rest], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "compare-traces-"));
  try {
    const lessons = simulated("--list").trim().split("\n").map((line) => line.split(" ")[0]);
    for (const lesson of lessons.filter((lesson) => lesson !== "forever")) {
      const file = path.join(folder, `${lesson}.json`);
      try {
        simulated(lesson, "--tasks", "20", "--trace", file);
      } catch (error) {
        if (lesson !== "unhandled" || error.status !== 1) throw error;
      }
      yield [lesson, JSON.parse(fs.readFileSync(file, "utf8"))];
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

test("every trace is what the schema describes, and its polls equal the counters", () => {
  const valid = compile(traceSchema, { strictTypes: false }); // it says of all events at once that they are objects
  const measured = (pages.real?.reports ?? []).flatMap(({ anatomy }) => anatomy.runs.map(({ id, trace }) => [id, trace]));
  const all = [...traces(), ...measured];
  assert.ok(all.length >= 9);
  for (const [name, trace] of all) {
    assert.ok(valid(trace), `${name}: ${JSON.stringify(valid.errors?.slice(0, 3))}`);
    assert.equal(trace.traceEvents.filter(({ ph, cat }) => ph === "X" && cat === "poll").length, trace.otherData.polls, name);
    const broken = structuredClone(trace);
    delete broken.traceEvents.find(({ ph }) => ph === "X").dur;
    assert.ok(!valid(broken), `${name}: a complete event without a duration`);
  }
});

test("the libraries are the files that their README names", () => {
  const folder = path.join(crate, "src/page/vendor");
  const rows = [...fs.readFileSync(path.join(folder, "README.md"), "utf8").matchAll(/^\| `(.+?)` \| .+? \| `([0-9a-f]{64})` \|$/gm)];
  assert.deepEqual(rows.map(([, file]) => file).sort(), fs.readdirSync(folder).filter((file) => file.endsWith(".js")).sort());
  for (const [, file, sum] of rows) {
    assert.equal(createHash("sha256").update(fs.readFileSync(path.join(folder, file))).digest("hex"), sum, file);
  }
});
