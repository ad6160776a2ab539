// A counter's program, typed by the contract: what may be missing has to be looked at.
import { graphql } from "./gql";
import type { Outcome, TypedDocumentString } from "./gql/graphql";

const { HUB, TOKEN, LICENSE } = process.env as Record<string, string>;

const LOOK = graphql(`
  query Look($of: String!) {
    license(identifier: $of) {
      status
      issuedOn
      fields {
        key
        value
        outcome
        decision {
          code
          remedy
        }
      }
    }
  }
`);

async function ask<Answer, Given>(
  document: TypedDocumentString<Answer, Given>,
  variables: Given,
): Promise<Answer> {
  const response = await fetch(`${HUB}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].extensions.code);
  return data;
}

const { license } = await ask(LOOK, { of: LICENSE });

// @ts-expect-error: there may be no license, or none that the caller may see
license.status;

if (!license) throw new Error("no license");

// @ts-expect-error: a value may be a text, a list, a period or an amount, and may be withheld
const name: string = license.fields[0].value;

// @ts-expect-error: the contract knows no such field
license.holder;

const outcomes: Record<Outcome, number> = { GRANTED: 0, MASKED: 0, WITHHELD: 0 };
for (const { outcome } of license.fields) outcomes[outcome] += 1;
const issued: string | null | undefined = license.issuedOn;

console.log(JSON.stringify({ status: license.status, issued, outcomes }));
