// What the panels say, in the language that the browser asks for.
import { read } from "./read.js";

const asked = navigator.languages.map((one) => one.toLowerCase());

export const LANGUAGE = asked.find((one) => /^(zh|en)/.test(one))?.slice(0, 2) ?? "zh";

/** One of two texts: Chinese, English. */
export const say = (zh, en) => (LANGUAGE === "zh" ? zh : en);

/** What the values in a decision are called, as the hub tells it. */
export async function terms() {
  const told = await read("/explorer/terms");
  return (enumeration, value) => (told ? say(...told[enumeration][value]) : value);
}
