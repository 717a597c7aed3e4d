import { createRequire } from 'node:module';

/**
 * DuckDB's client takes U+FEFF at the beginning of a text for a mark of its encoding and leaves it out. In a value it is a
 * character like any other: a record's id without it is another record's. The decoder is no public part of the client, so
 * that a test holds it to account (`test/engine/duckdb/whole-texts.test.ts`; docs/decisions/0075-a-text-keeps-the-mark-it-begins-with.md).
 */
const accessors = createRequire(import.meta.url)('@duckdb/node-api/lib/vectors/dataAccessors.js') as {
  textDecoder: InstanceType<typeof TextDecoder>;
};
accessors.textDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
