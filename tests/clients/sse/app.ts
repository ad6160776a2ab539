// A holder's page without WebSockets: uses come as server-sent events.
import { createClient } from "graphql-sse";

const { HUB, TOKEN, BANK_TOKEN, LICENSE } = process.env as Record<string, string>;

const client = createClient({
  url: `${HUB}/graphql`,
  headers: () => ({ Authorization: `Bearer ${TOKEN}` }),
});

// The bank looks at it until the holder, who follows, hears of it.
const look = () =>
  fetch(`${HUB}/graphql`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${BANK_TOKEN}`,
      "X-Hub-Purpose": JSON.stringify({ cause: "mortgage loan" }),
    },
    body: JSON.stringify({
      query: "query ($of: String!) { license(identifier: $of) { status } }",
      variables: { of: LICENSE },
    }),
  });

const looking = setInterval(look, 500);
const heard = client.iterate({ query: "subscription { usageRecorded { cause } }" });
const { value: used } = await heard.next();
clearInterval(looking);
await heard.return?.();

const once = client.iterate({ query: "{ viewer { assurance } }" });
const { value: answer } = await once.next();
const { done } = await once.next();

console.log(JSON.stringify({ used: used.data, answer: answer.data, done }));
