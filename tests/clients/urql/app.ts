// A holder's page with urql: a query, a mutation that may be refused, and uses as they happen.
import { Client, cacheExchange, fetchExchange, gql, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-ws";

const { HUB, TOKEN, BANK_TOKEN, BANK } = process.env as Record<string, string>;

const sockets = createClient({
  url: `${HUB.replace("http", "ws")}/graphql`,
  connectionParams: () => ({ Authorization: `Bearer ${TOKEN}` }),
});
const client = new Client({
  url: `${HUB}/graphql`,
  preferGetMethod: false,
  fetchOptions: () => ({ headers: { Authorization: `Bearer ${TOKEN}` } }),
  exchanges: [
    cacheExchange,
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query = "", variables }) => ({
        subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ query, variables }, sink) }),
      }),
    }),
  ],
});

const HELD = gql`
  query {
    licenses(under: { holdings: true }, filter: { entry: "driving-license" }) {
      edges {
        node {
          id
          identifier
          field(key: "holder_name") {
            value
          }
        }
      }
    }
  }
`;
const GRANT = gql`
  mutation ($input: GrantUseInput!) {
    grantUse(input: $input) {
      __typename
      ... on Grant {
        id
        state
      }
      ... on Refusal {
        code
        messageZh
      }
    }
  }
`;
const USED = gql`
  subscription {
    usageRecorded {
      cause
      organization {
        code
      }
      sentence(locale: EN)
    }
  }
`;
const MISSING = gql`
  query {
    license(identifier: "1.2.156.3005.2.0") {
      id
    }
  }
`;

const held = await client.query(HELD, {}).toPromise();
const again = await client.query(HELD, {}).toPromise();
const license = held.data.licenses.edges[0].node;

const wish = {
  license: license.id,
  fields: ["holder_name"],
  organization: BANK,
  validUntil: "2029-01-01T00:00:00+08:00",
  cause: "租车核验",
  idempotencyKey: "urql-1",
};
const granted = await client.mutation(GRANT, { input: wish }).toPromise();
const refused = await client
  .mutation(GRANT, { input: { ...wish, fields: ["no_such_field"], idempotencyKey: "urql-2" } })
  .toPromise();
const missing = await client.query(MISSING, {}).toPromise();

// The bank looks at it until the holder, who follows, hears of it.
const look = () =>
  fetch(`${HUB}/graphql`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${BANK_TOKEN}`,
      "X-Hub-Purpose": JSON.stringify({ cause: "car rental" }),
    },
    body: JSON.stringify({
      query: "query ($of: String!) { license(identifier: $of) { status } }",
      variables: { of: license.identifier },
    }),
  });
const used = await new Promise((heard) => {
  const looking = setInterval(look, 500);
  const following = client.subscription(USED, {}).subscribe(({ data, error }) => {
    clearInterval(looking);
    heard(data?.usageRecorded ?? { error: error?.message });
    setTimeout(() => following.unsubscribe());
  });
});
await sockets.dispose();

console.log(
  JSON.stringify({
    holder: license.field.value,
    fromTheCache: again.operation.context.meta?.cacheOutcome,
    granted: granted.data.grantUse,
    refused: refused.data.grantUse,
    missing: missing.error?.graphQLErrors.map(({ extensions }) => extensions.code),
    used,
  }),
);
