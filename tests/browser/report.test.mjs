// A report as a validator and a browser see it: node --test report.test.mjs, with REPORT=folder.
import assert from "node:assert/strict";
import { readFileSync, statSync, existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { chromium, files, kinds, url } from "./pages.mjs";

const report = resolve(process.env.REPORT ?? "demo-out/report");
const pages = files(report, ".html");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
before(async () => { browser = await chromium(); });
after(async () => { await browser?.close(); });

// A tab that collects everything that a reader must never see in the console.
async function watched() {
  const tab = await browser.newPage();
  const said = [];
  tab.on("console", (m) => said.push(`console: ${m.text()}`));
  tab.on("pageerror", (e) => said.push(`error: ${e.message}`));
  tab.on("requestfailed", (r) => said.push(`failed: ${r.url()}`));
  tab.on("request", (r) => {
    if (!/^(file|data):/.test(r.url())) said.push(`left the folder: ${r.url()}`);
  });
  return { tab, said };
}

async function open(page, width, theme) {
  const { tab, said } = await watched();
  await tab.setViewport({ width, height: 900 });
  await tab.goto(url(page) + (theme ? `?theme=${theme}` : ""), { waitUntil: "load" });
  return { tab, said };
}

test("there are pages", () => assert.ok(pages.length > 5, `${pages.length} pages in ${report}`));

test("every page passes the HTML validator", async () => {
  const here = dirname(fileURLToPath(import.meta.url));
  const validator = new HtmlValidate(new StaticConfigLoader({
    root: true,
    extends: ["html-validate:standard"],
    elements: ["html5"],
    rules: {
      // Matters of style that say nothing of validity.
      "long-title": "off",
      "no-trailing-whitespace": "off",
      "void-style": "off",
      "doctype-style": "off",
      "attr-quotes": "off",
      "no-inline-style": "error",
      "require-sri": "off",
    },
  }));
  const bad = [];
  for (const page of pages) {
    const result = await validator.validateString(readFileSync(page, "utf8"), resolve(here, "page.html"));
    for (const r of result.results)
      for (const m of r.messages) bad.push(`${page}:${m.line}:${m.column}: ${m.ruleId}: ${m.message}`);
  }
  assert.deepEqual(bad.slice(0, 20), [], `${bad.length} findings in ${pages.length} pages`);
});

test("every link and file reference leads somewhere", () => {
  const ids = new Map();
  const text = new Map();
  const of = (page) => {
    if (!text.has(page)) {
      const source = readFileSync(page, "utf8");
      text.set(page, source);
      ids.set(page, new Set([...source.matchAll(/\sid="([^"]*)"/g)].map((m) => m[1])));
    }
    return text.get(page);
  };
  const dead = [];
  for (const page of pages) {
    for (const [, href] of of(page).matchAll(/<[a-z][^<>]*?\s(?:href|src)="([^"<>]*)"/g)) {
      const plain = href.replaceAll("&amp;", "&");
      if (/^(https?|mailto|data):/.test(plain)) continue;
      const [path, anchor] = plain.split("#");
      const target = path === "" ? page : resolve(dirname(page), decodeURIComponent(path.split("?")[0]));
      if (!existsSync(target) || !statSync(target).isFile()) dead.push(`${page}: ${href}`);
      else if (anchor && target.endsWith(".html")) {
        of(target);
        if (!ids.get(target).has(decodeURIComponent(anchor))) dead.push(`${page}: ${href} (no such place)`);
      }
    }
  }
  assert.deepEqual(dead.slice(0, 20), [], `${dead.length} dead links`);
});

test("no page is larger than 1 MiB", () => {
  assert.deepEqual(pages.filter((p) => statSync(p).size > 1 << 20), []);
});

test("every page opens from file:// without a console message", { timeout: 600_000 }, async () => {
  const bad = [];
  const { tab, said } = await watched();
  for (const page of pages) {
    await tab.goto(url(page), { waitUntil: "load" });
    bad.push(...said.splice(0).map((line) => `${page}: ${line}`));
  }
  assert.deepEqual(bad.slice(0, 20), []);
});

test("no table of names and counts needs scrolling sideways at 1280 and 400 pixels", { timeout: 300_000 }, async () => {
  const bad = [];
  let seen = 0;
  for (const page of kinds(report, pages)) {
    for (const [width, which] of [[1280, "table:not(.events, .events *)"], [400, "table:is(.reasons, .stack, .imports)"]]) {
      const { tab } = await open(page, width);
      const over = await tab.evaluate((which) => [...document.querySelectorAll(`.scroll ${which}`)]
        .map((t) => t.closest(".scroll")).map((region) => region.scrollWidth - region.clientWidth), which);
      await tab.close();
      seen += over.length;
      if (over.some((n) => n > 0)) bad.push(`${page}: ${over} pixels wider than the page at ${width}`);
    }
  }
  assert.deepEqual(bad, []);
  assert.ok(seen >= 5, `${seen} tables`);
});

test("imports whose windows have times fit the page and the paper", { timeout: 60_000 }, async () => {
  const { tab } = await open(resolve(report, "completeness.html"), 1280);
  assert.ok(await tab.$$eval(".imports .t", (cells) => cells.map((c) => {
    c.textContent = `2026-02-04T23:00:00Z${c.textContent.endsWith("–") ? " –" : ""}`;
  }).length) > 0, "no window");
  for (const [width, media] of [[1440, "screen"], [1280, "screen"], [1100, "screen"], [400, "screen"], [680, "print"]]) {
    await tab.setViewport({ width, height: 900 });
    await tab.emulateMediaType(media);
    const over = await tab.$eval("table.imports", (t) => Math.ceil(t.getBoundingClientRect().width) - t.parentNode.clientWidth);
    assert.ok(over <= 0, `${over} pixels wider than its place at ${width}, ${media}`);
  }
  await tab.close();
});

test("what to know hangs beside its tag", { timeout: 60_000 }, async () => {
  for (const width of [1200, 400]) {
    const { tab } = await open(resolve(report, "completeness.html"), width);
    const below = await tab.$$eval(".checks li", (list) => list.filter((li) => {
      const text = document.createRange(), flag = li.querySelector(".flag");
      text.setStartAfter(flag);
      text.setEndAfter(li.lastChild);
      return [...text.getClientRects()].some((r) => r.left < flag.getBoundingClientRect().right - 1);
    }).map((li) => li.textContent));
    assert.deepEqual(below, [], `at ${width}`);
    if (!await tab.$(".checks li")) assert.match(await tab.content(), /Nothing: no gap/);
    await tab.close();
  }
});

test("a check that could not be made has no tick", { timeout: 60_000 }, async () => {
  const { tab } = await open(resolve(report, "completeness.html"), 1280);
  const marks = await tab.$$eval(".calm ul", (lists) => lists.map((l) => [
    /^Not made: /.test(l.textContent.trim()), getComputedStyle(l).listStyleType.includes("✓")]));
  assert.ok(marks.length > 0);
  assert.deepEqual(marks.filter(([blind, tick]) => blind === tick), []);
  await tab.close();
});

test("a filter takes the words of the pages and says which it does not know", { timeout: 60_000 }, async () => {
  const page = pages.find((p) => p.includes("/day/") && /data-token="outcome:failure"/.test(readFileSync(p, "utf8")));
  if (!page) return;
  const { tab } = await open(page, 1280);
  const ask = (text) => tab.evaluate((text) => {
    const box = document.getElementById("q");
    box.value = text;
    box.dispatchEvent(new Event("input"));
    return [document.getElementById("hits").textContent, document.querySelector(".chips [aria-pressed=true]")?.dataset.token];
  }, text);
  const failed = await tab.$eval('[data-token="outcome:failure"] b', (b) => b.textContent);
  for (const word of ["failure", "failed", "Failed", "FAIL"]) {
    const [hits, chip] = await ask(`outcome:${word}`);
    assert.ok(hits.startsWith(`${failed} of `), `${word}: ${hits}`);
    assert.equal(chip, "outcome:failure", word);
  }
  const hint = (await tab.$eval("#q", (q) => q.placeholder)).match(/outcome:\S+/)[0];
  assert.ok((await ask(hint))[0].startsWith(`${failed} of `), hint);
  assert.match((await ask("outcome:faild"))[0], /^outcome:faild is not known: try succeeded, failed, denied, unknown\. ([0-9]+) of \1 events of this page shown below$/);
  assert.match((await ask("foo:bar"))[0], /^foo:bar is no field of this page: there are outcome, .*action\. ([0-9]+) of \1 events/);
  const action = await tab.$eval(".act code", (code) => code.textContent);
  assert.match((await ask(`action:${action}`))[0], /^[1-9]/);
  assert.match((await ask("category:nowhere"))[0], /^category:nowhere is not known/);
  assert.match((await ask("faild"))[0], /^0 of /);
  await tab.close();
});

test("the rows of an item can be filtered by their action", { timeout: 60_000 }, async () => {
  const page = pages.find((p) => p.includes("/item/") && /<li id="e-/.test(readFileSync(p, "utf8")));
  const { tab } = await open(page, 1280);
  const [asked, hits, other] = await tab.evaluate(() => {
    const box = document.getElementById("q"), name = document.querySelector(".log .act code").textContent;
    box.value = `action:${name}`;
    box.dispatchEvent(new Event("input"));
    const seen = [...document.querySelectorAll(".log > li[id]:not([hidden]) .act code")].map((c) => c.textContent);
    return [name, document.getElementById("hits").textContent, seen.filter((s) => s.toLowerCase() !== name.toLowerCase())];
  });
  assert.match(hits, /^[1-9]/, asked);
  assert.deepEqual(other, []);
  await tab.close();
});

test("a key of usual length stands in one line at 1280 pixels", { timeout: 60_000 }, async () => {
  const bad = [];
  for (const page of pages.filter((p) => p.includes("/items/"))) {
    const { tab } = await open(page, 1280);
    bad.push(...await tab.evaluate(() => [...document.querySelectorAll(".index .key a")]
      .filter((a) => a.textContent.length <= 40 && /^[A-Za-z0-9-]+$/.test(a.textContent))
      .filter((a) => a.getBoundingClientRect().height > 1.5 * parseFloat(getComputedStyle(a).lineHeight))
      .map((a) => `${location.pathname}: ${a.textContent}`)));
    await tab.close();
  }
  assert.deepEqual(bad, []);
});

test("nothing runs over the edge at 1280 and 400 pixels", { timeout: 300_000 }, async () => {
  const bad = [];
  for (const page of kinds(report, pages)) {
    for (const width of [1280, 400]) {
      const { tab } = await open(page, width);
      const over = await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) bad.push(`${page}: ${over} pixels too wide at ${width}`);
      await tab.close();
    }
  }
  assert.deepEqual(bad, []);
});

test("each kind of page is accessible, light and dark", { timeout: 600_000 }, async () => {
  const bad = [];
  for (const page of kinds(report, pages)) {
    for (const theme of ["light", "dark"]) {
      const { tab } = await open(page, 1280, theme);
      await tab.evaluate(axe);
      const found = await tab.evaluate(() => globalThis.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
      }));
      for (const v of found.violations)
        bad.push(`${page} (${theme}): ${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html).join(" | ")}`);
      await tab.close();
    }
  }
  assert.deepEqual(bad.slice(0, 20), [], `${bad.length} findings`);
});

test("the content is whole without JavaScript", { timeout: 300_000 }, async () => {
  const bad = [];
  for (const page of kinds(report, pages)) {
    const tab = await browser.newPage();
    await tab.goto(url(page));
    const visible = () => tab.evaluate(() =>
      [...document.querySelectorAll("main tbody tr, main ol.log > li, main .brief > li")].length);
    const withScript = await visible();
    await tab.setJavaScriptEnabled(false);
    await tab.goto(url(page));
    if (await visible() !== withScript) bad.push(page);
    await tab.close();
  }
  assert.deepEqual(bad, []);
});

test("a bulk operation folds without JavaScript, and a filter opens it", { timeout: 300_000 }, async () => {
  const bulk = pages.filter((page) => /class="bulk"/.test(readFileSync(page, "utf8"))).slice(0, 20);
  const rows = () => [...document.querySelectorAll(".bulk > tr:not(.op), .bulk .log > li")]
    .filter((row) => row.getBoundingClientRect().height > 0 && row.checkVisibility()).length;
  const fold = () => {
    document.querySelectorAll(".op input").forEach((box) => box.click());
    document.querySelectorAll(".bulk > details").forEach((d) => { d.open = false; });
  };
  for (const page of bulk) {
    const tab = await browser.newPage();
    await tab.setJavaScriptEnabled(false);
    await tab.goto(url(page));
    const all = await tab.evaluate(rows);
    assert.ok(all > 1, page);
    await tab.evaluate(fold);
    assert.equal(await tab.evaluate(rows), 0, page);
    await tab.emulateMediaType("print");
    assert.equal(await tab.evaluate(rows), all, `${page} on paper`);
    await tab.emulateMediaType("screen");
    await tab.setJavaScriptEnabled(true);
    await tab.goto(url(page));
    await tab.evaluate(fold);
    await tab.type("#q", "record");
    assert.equal(await tab.evaluate(rows), all, `${page}, filtered`);
    await tab.type("#q", " nowhere-to-be-found");
    assert.equal(await tab.$$eval(".bulk:not([hidden]), tbody:not([hidden]) > .hour", (b) => b.length), 0, page);
    await tab.close();
  }
});

test("the navigation has no scrollbar of its own", { timeout: 60_000 }, async () => {
  for (const width of [1280, 400]) {
    const { tab } = await open(resolve(report, "index.html"), width);
    assert.deepEqual(await tab.$eval("nav.global", (n) => [n.scrollHeight - n.clientHeight, getComputedStyle(n).overflowY]), [0, "hidden"], `at ${width}`);
    await tab.close();
  }
});
