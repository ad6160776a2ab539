// PostGraphile over the peers' schema: a role, row security by settings, and the masking view.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: process.env.DATABASE_URL,
      schemas: ["peers"],
      poolConfig: { max: 10 },
    }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
  grafast: {
    explain: false,
    context(request) {
      const headers = request.node?.req.headers ?? {};
      return {
        pgSettings: {
          role: "peers_reader",
          "peers.holder": headers["x-holder"] ?? "",
          "peers.organization": headers["x-organization"] ?? "",
          "peers.case": headers["x-case"] ?? "",
        },
      };
    },
  },
};

const serving = postgraphile(preset).createServ(grafserv);
const server = createServer();
await serving.addTo(server);
server.listen(Number(process.env.PORT), "127.0.0.1");
