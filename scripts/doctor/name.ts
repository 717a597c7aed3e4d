import type { Target } from '../engine/engine.js';

/** In backticks. */
export const nameOf = ({ database, schema, name }: Target): string => `\`${database}.${schema}.${name}\``;
