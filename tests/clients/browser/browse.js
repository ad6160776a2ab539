// What somebody does on the explorer's page, and what the browser saw of it.
import puppeteer from "puppeteer-core";

const { HUB, CHROMIUM, QUERY, PERSONA, HEADERS, PICTURE } = process.env;

const browser = await puppeteer.launch({
  executablePath: CHROMIUM,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--lang=zh-CN"],
  defaultViewport: { width: 1400, height: 860 },
});
const page = await browser.newPage();
const asked = new Set();
const complaints = [];
page.on("request", (request) => {
  const { protocol, origin } = new URL(request.url());
  if (!["data:", "blob:"].includes(protocol)) asked.add(origin);
});
page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
page.on("pageerror", (error) => complaints.push(String(error)));

const editor = (place) => `.graphiql-${place} .graphiql-editor:not(.hidden) textarea`;

async function write(place, text) {
  await page.focus(editor(place));
  await page.keyboard.down("Control");
  await page.keyboard.press("KeyA");
  await page.keyboard.up("Control");
  await page.keyboard.sendCharacter(text);
}

async function answered(text) {
  await page.waitForFunction(
    (wanted) => document.querySelector(".result-window")?.innerText.replaceAll("\u00a0", " ").includes(wanted),
    { timeout: 60_000 },
    text,
  );
  return page.$eval(".result-window", (shown) => shown.innerText.replaceAll("\u00a0", " "));
}

const run = () => page.click(".graphiql-execute-button");

try {
  await page.goto(`${HUB}/explorer`);
  await page.waitForSelector(".graphiql-execute-button", { timeout: 60_000 });
  await page.waitForSelector(`option[value="${PERSONA}"]`);
  await page.waitForSelector(editor("query-editor"));
  await run();
  const register = await answered("publicRecords");
  const signedIn = page.waitForResponse((response) => response.url().endsWith("/graphql"));
  await page.select("select[name=persona]", PERSONA);
  await signedIn;
  await write("query-editor", QUERY);
  await write("editor-tool", HEADERS);
  await run();
  const seen = await answered("license");
  await page.click("button[aria-label='Show Documentation Explorer']");
  await page.waitForFunction(() => document.body.innerText.includes("Mutation"));
  await page.screenshot({ path: PICTURE });
  const kept = await page.evaluate(() => localStorage.length + sessionStorage.length);
  console.log(JSON.stringify({ register, seen, kept, asked: [...asked], complaints }));
} catch (error) {
  await page.screenshot({ path: PICTURE });
  console.error(complaints);
  throw error;
} finally {
  await browser.close();
}
