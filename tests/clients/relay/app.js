// A page of the own licenses, as a Relay app has it: a list that grows, a card that is fetched
// again by its id, and a mutation that answers with its result or with a refusal.
import {
  Environment,
  Network,
  RecordSource,
  Store,
  commitMutation,
  createOperationDescriptor,
  fetchQuery,
  getRequest,
  getSingularSelector,
  graphql,
} from "relay-runtime";

const { HUB, TOKEN, BANK } = process.env;

const network = Network.create(async ({ text }, variables) => {
  const response = await fetch(`${HUB}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ query: text, variables }),
  });
  return response.json();
});
const environment = new Environment({ network, store: new Store(new RecordSource()) });

const card = graphql`
  fragment app_card on License @refetchable(queryName: "appCardQuery") {
    entry {
      body {
        zh
      }
    }
    status
    field(key: "holder_name") {
      value
      outcome
    }
  }
`;

const list = graphql`
  fragment app_list on Query
  @refetchable(queryName: "appNextQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" }) {
    licenses(under: { holdings: true }, first: $first, after: $after)
      @connection(key: "app_licenses") {
      edges {
        node {
          id
          ...app_card
        }
      }
    }
  }
`;

const page = graphql`
  query appPageQuery {
    ...app_list
  }
`;

const granting = graphql`
  mutation appGrantMutation($input: GrantUseInput!) {
    grantUse(input: $input) {
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

const withdrawing = graphql`
  mutation appWithdrawMutation($input: WithdrawGrantInput!) {
    withdrawGrant(input: $input) {
      ... on Grant {
        id
        state
      }
    }
  }
`;

const kept = [];

function fetched(query, variables) {
  const operation = createOperationDescriptor(getRequest(query), variables);
  kept.push(environment.retain(operation));
  return fetchQuery(environment, query, variables).toPromise();
}

function listed() {
  const operation = createOperationDescriptor(getRequest(page), {});
  const root = environment.lookup(operation.fragment).data;
  return environment.lookup(getSingularSelector(list, root)).data.licenses;
}

function shown(node) {
  const { entry, field } = environment.lookup(getSingularSelector(card, node)).data;
  return { entry: entry.body.zh, holder: field.value };
}

function committed(mutation, input) {
  return new Promise((resolve, reject) => {
    commitMutation(environment, {
      mutation,
      variables: { input },
      onCompleted: resolve,
      onError: reject,
    });
  });
}

await fetched(page, {});
const first = listed();

const next = list.metadata.refetch.operation;
await fetched(next, { first: 2, after: first.pageInfo.endCursor });
const both = listed();

const again = card.metadata.refetch.operation;
const one = both.edges[0].node;
await fetched(again, { id: one.id });

const wish = {
  license: one.id,
  fields: ["holder_name"],
  organization: BANK,
  validUntil: "2029-01-01T00:00:00+08:00",
  cause: "抵押贷款",
  idempotencyKey: "relay-1",
};
const { grantUse: grant } = await committed(granting, wish);
const { grantUse: refusal } = await committed(granting, {
  ...wish,
  fields: ["no_such_field"],
  idempotencyKey: "relay-2",
});
await committed(withdrawing, { grant: grant.id, idempotencyKey: "relay-3" });

console.log(
  JSON.stringify({
    first: first.edges.map(({ node }) => node.id),
    more: first.pageInfo.hasNextPage,
    both: both.edges.map(({ node }) => node.id),
    card: shown(one),
    grant,
    refusal,
    kept: environment.getStore().getSource().get(grant.id).state,
  }),
);
