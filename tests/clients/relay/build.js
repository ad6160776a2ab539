// Build the app as a bundler with Relay's plugin for Babel does.
import { transformFileSync } from "@babel/core";
import { build } from "esbuild";

const relay = {
  name: "relay",
  setup(building) {
    building.onLoad({ filter: /app\.js$/ }, ({ path }) => ({
      contents: transformFileSync(path, {
        plugins: [["relay", { eagerEsModules: true }]],
      }).code,
    }));
  },
};

await build({
  entryPoints: ["app.js"],
  outfile: "built.js",
  bundle: true,
  platform: "node",
  format: "esm",
  plugins: [relay],
});
