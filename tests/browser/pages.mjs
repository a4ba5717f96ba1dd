// The pages of a report, and a Chromium to open them with.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

// Every file below dir whose name ends in suffix, in order of name.
export function files(dir, suffix) {
  return readdirSync(dir, { recursive: true })
    .map((name) => join(dir, String(name)))
    .filter((path) => path.endsWith(suffix) && statSync(path).isFile())
    .sort();
}

export const url = (path) => pathToFileURL(path).href;

// The largest page of each kind, told by its place: index.html, item/#/…, items/…, day/…
export function kinds(dir, pages) {
  const largest = new Map();
  for (const page of pages) {
    const kind = page.slice(dir.length)
      .replace(/^\/item\/.*/, "/item").replace(/^\/items\/.*/, "/items").replace(/[0-9]+/g, "#");
    const size = statSync(page).size;
    if (size > (largest.get(kind)?.size ?? -1)) largest.set(kind, { page, size });
  }
  return [...largest.values()].map((k) => k.page);
}

export function chromium() {
  return puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
      "--disable-background-networking", "--disable-component-update", "--disable-extensions"],
  });
}
