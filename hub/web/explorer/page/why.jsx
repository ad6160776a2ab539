// Why is it withheld: each decision for the query in the editor, in words, without any value (art. 22).
import { Button, pick, tryParseJSONC, useGraphiQL } from "@graphiql/react";
import { parse, print, separateOperations } from "graphql";
import { useState } from "react";
import EXPLAIN from "../../pages/partner/why/explain.graphql";
import { LANGUAGE, say, terms } from "./words.js";

const NAMES = `query NamesOfFields($code: String!) {
  catalogEntry(code: $code) { body { zh en fields { key zh en } } }
}`;
const TITLE = say("为何不提供", "Why is it withheld");
const EDITED = pick("fetcher", "queryEditor", "variableEditor", "headerEditor", "operationName");
const named = (one) => one && say(one.zh, one.en);

/** Of several operations the one that is chosen: the hub explains a document of one. */
function chosen(text, name) {
  try {
    const apart = separateOperations(parse(text));
    return Object.keys(apart).length > 1 && name in apart ? print(apart[name]) : text;
  } catch {
    return text; // what is wrong with it, the hub says
  }
}

function object(editor, called) {
  try {
    return tryParseJSONC(editor?.getValue());
  } catch ({ message }) {
    throw new Error(`${called} ${message}`);
  }
}

/** What the hub decides of what stands in the editors, for whom the explorer asks as; or why it declines. */
async function explained({ fetcher, queryEditor, variableEditor, headerEditor, operationName }) {
  const headers = object(headerEditor, "请求头须为 JSON 对象 · Headers");
  const ask = (query, variables) => fetcher({ query, variables }, { headers });
  const answer = await ask(EXPLAIN, {
    query: chosen(queryEditor.getValue(), operationName),
    variables: object(variableEditor, "变量须为 JSON 对象 · Variables"),
  });
  const term = await terms();
  if (answer.errors) return { refused: answer.errors[0], term };
  const licenses = answer.data.explain;
  const codes = [...new Set(licenses.map(({ entry }) => entry))];
  const found = await Promise.all(codes.map((code) => ask(NAMES, { code })));
  const bodies = Object.fromEntries(codes.map((code, at) => [code, found[at].data?.catalogEntry?.body]));
  return { licenses, bodies, term };
}

function Refused({ refused: { message, extensions }, term }) {
  return (
    <div role="alert" className="why-refused">
      {extensions?.code ? (
        <>
          <code>{extensions.code}</code>
          <p lang="zh">{extensions.messageZh}</p>
          <p lang="en">{extensions.messageEn}</p>
          {extensions.remedy && <p>{term("Remedy", extensions.remedy)}</p>}
        </>
      ) : (
        <p>{message}</p>
      )}
    </div>
  );
}

function Field({ field: { key, holder, decision }, name, term }) {
  const { outcome, code, basis, remedy, legalBasis } = decision;
  return (
    <li data-key={key} data-outcome={outcome}>
      <p>
        <strong>{name ?? key}</strong>
        {holder > 1 && ` #${holder}`} <code>{key}</code> <mark>{term("Outcome", outcome)}</mark>
      </p>
      <dl>
        <dt>{say("原因", "Why")}</dt>
        <dd>
          {term("DecisionCode", code)} <code>{code}</code>
        </dd>
        <dt>{say("依托与依据", "Basis and provision")}</dt>
        <dd>{[term("Basis", basis), named(legalBasis)].filter(Boolean).join(" · ")}</dd>
        {outcome !== "GRANTED" && (
          <>
            <dt>{say("合法途径", "Way to more")}</dt>
            <dd>{term("Remedy", remedy)}</dd>
          </>
        )}
      </dl>
    </li>
  );
}

function License({ license: { entry, policyRevision, fields }, body, term }) {
  const names = Object.fromEntries((body?.fields ?? []).map((field) => [field.key, named(field)]));
  return (
    <>
      <h3>{named(body) ?? entry}</h3>
      <p>
        {say("政策版本 ", "Policy revision ")}
        <code>{policyRevision.slice(0, 12)}</code>
      </p>
      <ul>
        {fields.map((field) => (
          <Field key={`${field.key} ${field.holder}`} field={field} name={names[field.key]} term={term} />
        ))}
      </ul>
    </>
  );
}

function Why() {
  const explorer = useGraphiQL(EDITED);
  const { fetcher } = explorer;
  const [told, setTold] = useState({});
  const [asking, setAsking] = useState(false);
  // What was told to one persona for one cause is not shown to the next.
  const { refused, licenses, bodies, term } = told.to === fetcher ? told : {};

  async function ask() {
    setAsking(true);
    const answer = await explained(explorer).catch(({ message }) => ({ refused: { message } }));
    setTold({ to: fetcher, ...answer });
    setAsking(false);
  }

  return (
    <section className="why" aria-label={TITLE} aria-busy={asking} lang={LANGUAGE}>
      <h2>{TITLE}</h2>
      <p>
        {say(
          "逐字段说明编辑器中的查询：能否看到、依据什么、还有什么合法途径；不显示任何数据。",
          "Each field of the query in the editor: whether it is shown, on what basis, and which lawful way leads to more. No value is shown.",
        )}
      </p>
      <Button type="button" disabled={asking} onClick={ask}>
        {say("逐字段说明", "Explain each field")}
      </Button>
      {refused && <Refused refused={refused} term={term} />}
      {licenses?.map((license, at) => (
        <License key={at} license={license} body={bodies[license.entry]} term={term} />
      ))}
    </section>
  );
}

const Icon = (given) => (
  <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" {...given}>
    <circle cx="12" cy="12" r="9" />
    <path d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M12 16.5v.1" />
  </svg>
);

export const WHY = { title: TITLE, icon: Icon, content: Why };
