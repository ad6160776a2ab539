// An Apollo app whose documents are registered: it sends their digests, and no text.
import { createHash } from "node:crypto";
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { type DocumentNode, print } from "graphql";

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

const cache = new InMemoryCache();
const digest = (document: DocumentNode) =>
  createHash("sha256").update(print(document)).digest("hex");
const link = new PersistedQueryLink({ generateHash: digest }).concat(
  new HttpLink({
    uri: `${HUB}/graphql`,
    headers: { Authorization: `Bearer ${TOKEN}` },
    fetch: told,
  }),
);
const client = new ApolloClient({ cache, link });

const bodies: string[] = [];

function told(where: RequestInfo | URL, options?: RequestInit) {
  bodies.push(String(options?.body));
  return fetch(where, options);
}

if (LIST) {
  console.log(JSON.stringify({ documents: [print(cache.transformDocument(HELD))] }));
} else {
  const held = await client.query<{ licenses: { edges: object[] } }>({ query: HELD });
  const refused = await client.query({ query: OTHER, errorPolicy: "all" });
  const codes = CombinedGraphQLErrors.is(refused.error)
    ? refused.error.errors.map(({ extensions }) => extensions?.code)
    : [String(refused.error)];
  console.log(
    JSON.stringify({
      held: held.data!.licenses.edges.length,
      sent: bodies.map((body) => "query" in JSON.parse(body)),
      codes,
    }),
  );
}
