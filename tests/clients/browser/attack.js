// What a script that got into the page could do there: run, and reach another host.
import puppeteer from "puppeteer-core";

const { HUB, ELSEWHERE, CHROMIUM } = process.env;

const browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  await page.goto(`${HUB}/explorer`, { waitUntil: "domcontentloaded" });
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = true";
    document.head.append(script);
    return globalThis.ran === true;
  });
  const told = await page.evaluate(
    (elsewhere) => fetch(elsewhere, { mode: "no-cors" }).then(() => true, () => false),
    ELSEWHERE,
  );
  console.log(JSON.stringify({ ran, told }));
} finally {
  await browser.close();
}
