// A holder's list with Apollo Client: one record for each id, a list that grows, and errors.
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { filter, firstValueFrom } from "rxjs";

const { HUB, TOKEN } = process.env as Record<string, string>;

const cache = new InMemoryCache({
  typePolicies: {
    Query: { fields: { licenses: relayStylePagination(["under", "filter", "purpose"]) } },
    CatalogEntry: { merge: true },
    EntryBody: { merge: true },
  },
});
const link = new HttpLink({
  uri: `${HUB}/graphql`,
  headers: { Authorization: `Bearer ${TOKEN}` },
});
const client = new ApolloClient({ cache, link });

// What goes over the wire, beside what the app is told.
const seen: { accept: string | null; type: string | null }[] = [];
const wire = globalThis.fetch;
globalThis.fetch = async (where, options) => {
  const response = await wire(where, options);
  const accept = new Headers(options?.headers).get("accept");
  seen.push({ accept, type: response.headers.get("content-type") });
  return response;
};

const LIST = gql`
  query ($after: String) {
    licenses(under: { holdings: true }, first: 2, after: $after) {
      edges {
        node {
          id
          entry {
            body {
              zh
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
const CARD = gql`
  query ($id: ID!) {
    license(id: $id) {
      id
      status
      entry {
        revision
      }
    }
  }
`;
const KEPT = gql`
  fragment Kept on License {
    id
    status
    entry {
      revision
      body {
        zh
      }
    }
  }
`;
const PART = gql`
  query ($id: ID!) {
    mine: license(id: $id) {
      id
    }
    other: license(identifier: "1.2.156.3005.2.0") {
      id
    }
  }
`;

function codesOf(error: unknown) {
  return CombinedGraphQLErrors.is(error)
    ? error.errors.map(({ extensions }) => extensions?.code)
    : [String(error)];
}

type Edges = { licenses: { edges: { node: { id: string } }[]; pageInfo: { endCursor: string } } };

const list = client.watchQuery<Edges>({ query: LIST });
const following = list.subscribe(() => undefined);
const first = await firstValueFrom(list.pipe(filter(({ loading }) => !loading)));
await list.fetchMore({ variables: { after: first.data!.licenses!.pageInfo!.endCursor } });
following.unsubscribe();
const both = cache.readQuery<Edges>({ query: LIST })!.licenses.edges.map(({ node }) => node.id);

await client.query({ query: CARD, variables: { id: both[0] } });
const kept = cache.readFragment({ id: `License:${both[0]}`, fragment: KEPT });

const part = await client.query({ query: PART, variables: { id: both[0] }, errorPolicy: "all" });

const thrown = await client
  .query({ query: PART, variables: { id: both[0] }, fetchPolicy: "network-only" })
  .catch((error) => codesOf(error));

const stranger = await client
  .query({
    query: CARD,
    variables: { id: both[0] },
    fetchPolicy: "no-cache",
    context: { headers: { Authorization: "Bearer nobody" } },
  })
  .catch((error) => codesOf(error));

const accept = "multipart/mixed, application/json;q=0.9, text/event-stream;q=0.8";
const listed = await client.query({
  query: PART,
  variables: { id: both[0] },
  errorPolicy: "all",
  fetchPolicy: "no-cache",
  context: { headers: { Accept: accept } },
});

console.log(
  JSON.stringify({
    first: first.data!.licenses.edges.map(({ node }) => node.id),
    both,
    records: Object.keys(cache.extract()).filter((key) => key.startsWith("License:")).length,
    kept,
    part: part.data,
    codes: codesOf(part.error),
    thrown,
    stranger,
    listed: (listed.data as { mine: { id: string } }).mine.id,
    seen,
  }),
);
