// Run the audits of graphql-http against a hub, as somebody; print what each found, as JSON.
import { serverAudits } from "graphql-http";

const { HUB_URL, HUB_TOKEN } = process.env;

const signedIn = (url, options = {}) =>
  fetch(url, { ...options, headers: { ...options.headers, authorization: `Bearer ${HUB_TOKEN}` } });

const found = [];
for (const audit of serverAudits({ url: HUB_URL, fetchFn: signedIn })) {
  const { id, name, status, reason } = await audit.fn();
  found.push({ id, name, status, reason });
}
console.log(JSON.stringify(found));
