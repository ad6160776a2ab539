// GraphiQL over this hub: who asks and what for stand above it, and nothing of it is kept.
import "./workers.js";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import "graphiql/style.css";
import { useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import "./explorer.css";
import { read } from "./read.js";
import { WHY } from "./why.jsx";

const PLUGINS = [HISTORY_PLUGIN, WHY];
const QUERY = `# 社会公示信息，任何人可查 · The public register, open to anybody
query {
  publicRecords(first: 3) {
    edges {
      node {
        identifier
        entry {
          body {
            zh
          }
        }
        status
      }
    }
  }
}
`;

/** Forgets with the page: queries and variables may name people, headers hold tokens. */
function forgetful() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
    clear: () => kept.clear(),
    get length() {
      return kept.size;
    },
  };
}

/** Headers hold Latin-1 alone; JSON says other characters by their code. */
const escaped = (value) =>
  value.replace(/[^\x20-\xff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

function fetchEscaped(url, options) {
  const headers = Object.entries(options.headers).map(([name, value]) => [name, escaped(value)]);
  return fetch(url, { ...options, headers: Object.fromEntries(headers) });
}

function fetcherOf(token, cause) {
  const signed = token ? { Authorization: `Bearer ${token}` } : {};
  const stated = cause ? { "X-Hub-Purpose": JSON.stringify({ cause }) } : {};
  return createGraphiQLFetcher({
    url: "/graphql",
    subscriptionUrl: new URL("/graphql", location.href.replace(/^http/, "ws")).href,
    enableIncrementalDelivery: false,
    headers: { ...signed, ...stated },
    wsConnectionParams: signed,
    fetch: fetchEscaped,
  });
}

async function tokenOf(persona) {
  const body = JSON.stringify({ persona });
  return (await read("/demo/token", { method: "POST", body }))?.access_token ?? "";
}

function Explorer() {
  const [personas, setPersonas] = useState([]);
  const [token, setToken] = useState("");
  const [cause, setCause] = useState("");
  const fetcher = useMemo(() => fetcherOf(token, cause), [token, cause]);
  const storage = useMemo(forgetful, []);

  useEffect(() => {
    read("/demo/personas").then((found) => setPersonas(found ?? []));
  }, []);

  return (
    <>
      <form className="who" onSubmit={(event) => event.preventDefault()}>
        <strong>电子证照共享枢纽 · License hub</strong>
        {personas.length > 0 ? (
          <label>
            身份 · As
            <select name="persona" onChange={async ({ target }) => setToken(await tokenOf(target.value))}>
              {personas.map(({ key, zh, en }) => (
                <option key={key} value={key}>{`${zh} · ${en}`}</option>
              ))}
            </select>
          </label>
        ) : (
          <label>
            令牌 · Token
            <input name="token" type="password" autoComplete="off" onBlur={({ target }) => setToken(target.value.trim())} />
          </label>
        )}
        <label>
          事由 · Cause
          <input name="cause" maxLength={200} autoComplete="off" onBlur={({ target }) => setCause(target.value.trim())} />
        </label>
      </form>
      <GraphiQL
        fetcher={fetcher}
        storage={storage}
        plugins={PLUGINS}
        defaultQuery={QUERY}
        defaultEditorToolsVisibility="headers"
        showPersistHeadersSettings={false}
      />
    </>
  );
}

createRoot(document.getElementById("explorer")).render(<Explorer />);
