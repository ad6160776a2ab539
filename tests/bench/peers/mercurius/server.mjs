// Mercurius with JIT: resolvers that each run one statement, and loaders for what rows point to.
import { readFileSync } from "node:fs";
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const sql = JSON.parse(readFileSync(new URL("statements.json", import.meta.url)));
const schema = readFileSync(new URL("schema.graphql", import.meta.url), "utf8");

async function rows(name, values) {
  return (await pool.query({ name, text: sql[name], values })).rows;
}

function who({ holder, organization, caseNumber }) {
  return [holder || null, organization ? Number(organization) : null, caseNumber || null];
}

function page(found, first) {
  const edges = found.slice(0, first).map((node) => ({ cursor: node.id, node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > first,
      endCursor: edges.length ? edges[edges.length - 1].cursor : null,
    },
  };
}

function bigrams(text) {
  const lower = text.toLowerCase();
  return Array.from({ length: lower.length - 1 }, (_, n) => lower.slice(n, n + 2));
}

const resolvers = {
  Query: {
    license: async (_, { identifier }, context) =>
      (await rows("license", [...who(context), identifier]))[0],
    wallet: async (_, { first }, context) =>
      page(await rows("wallet", [...who(context), first + 1]), first),
    publicRecords: async (_, { search, first }, context) =>
      page(
        await rows("publicRecords", [...who(context), bigrams(search), search, first + 1]),
        first,
      ),
    licensesOfCase: async (_, { first }, context) =>
      page(await rows("licensesOfCase", [...who(context), first + 1]), first),
    verification: async (_, { identifier, digest }) =>
      (await rows("verification", [identifier, digest]))[0],
  },
};

async function byId(name, ids) {
  const found = new Map((await rows(name, [ids])).map((row) => [row.id, row]));
  return ids.map((id) => found.get(id));
}

const pointing = {
  issuer: async (queries) => byId("organizations", queries.map(({ obj }) => obj.issuerId)),
  entry: async (queries) => byId("entries", queries.map(({ obj }) => obj.entryId)),
};

const app = Fastify();
app.register(mercurius, {
  schema,
  resolvers,
  loaders: { License: pointing, Verification: pointing },
  jit: 1,
  graphiql: false,
  context: ({ headers }) => ({
    holder: headers["x-holder"],
    organization: headers["x-organization"],
    caseNumber: headers["x-case"],
  }),
});
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
