// Where the editor's workers are: beside the page, and nowhere else.
const OWN = new Set(["graphql", "json"]);

globalThis.MonacoEnvironment = {
  getWorker(_id, label) {
    const name = OWN.has(label) ? label : "editor";
    return new Worker(`/explorer/assets/${name}.worker.js`, { type: "module" });
  },
};
