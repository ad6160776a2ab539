// An urql app whose documents are registered: queries go by GET, as digests, and no text goes.
import { createHash } from "node:crypto";
import { Client, cacheExchange, fetchExchange, formatDocument, gql, stringifyDocument } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";

const { HUB, TOKEN, LIST } = process.env as Record<string, string>;

const HELD = gql`
  query Held {
    licenses(under: { holdings: true }, first: 2) {
      edges {
        node {
          id
        }
      }
    }
  }
`;
const OTHER = gql`
  query Other {
    viewer {
      assurance
    }
  }
`;

const client = new Client({
  url: `${HUB}/graphql`,
  preferGetMethod: false,
  fetchOptions: () => ({ headers: { Authorization: `Bearer ${TOKEN}` } }),
  exchanges: [
    cacheExchange,
    persistedExchange({
      enforcePersistedQueries: true,
      enableForMutation: true,
      preferGetForPersistedQueries: true,
      generateHash: async (text) => createHash("sha256").update(text).digest("hex"),
    }),
    fetchExchange,
  ],
  fetch: told,
});

const sent: [string, boolean][] = [];

function told(where: RequestInfo | URL, options?: RequestInit) {
  const { searchParams } = new URL(String(where));
  sent.push([options?.method ?? "GET", searchParams.has("query") || /"query"/.test(String(options?.body))]);
  return fetch(where, options);
}

if (LIST) {
  console.log(JSON.stringify({ documents: [stringifyDocument(formatDocument(HELD))] }));
} else {
  const held = await client.query(HELD, {}).toPromise();
  const refused = await client.query(OTHER, {}).toPromise();
  console.log(
    JSON.stringify({
      held: held.data?.licenses.edges.length ?? held.error?.message,
      sent,
      codes: refused.error?.graphQLErrors.map(({ extensions }) => extensions.code),
    }),
  );
}
