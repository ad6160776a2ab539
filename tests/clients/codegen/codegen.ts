import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "schema.graphql",
  documents: ["app.ts"],
  generates: {
    "./gql/": {
      preset: "client",
      config: {
        documentMode: "string",
        strictScalars: true,
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: {
          Date: "string",
          DateTime: "string",
          Decimal: "string",
          _Any: "unknown",
          FieldValue: "unknown",
          JSON: "unknown",
          ProofDocument: "Record<string, unknown>",
        },
      },
    },
  },
};

export default config;
