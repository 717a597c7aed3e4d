import { z } from 'zod';
import { part } from './part.js';
import { list, named, oneOrMore, text } from './scalars.js';

const texts = z.array(text, { error: () => 'a list of texts' });
const domains = part('a list of domains', { add: texts.exactOptional(), allow: texts.exactOptional() });
/** A list, because the first label that fits wins: `- executive: ["(?i)\\bchief\\b"]`. */
const labels = list(z.record(z.string(), oneOrMore(text), { error: () => 'a map of one label to its patterns' }));

export const standards = part('the standards', {
  time_zone: text.exactOptional(),
  internal_domains: texts.exactOptional(),
  competitor_domains: texts.exactOptional(),
  free_mail: domains.exactOptional(),
  disposable: domains.exactOptional(),
  role_addresses: texts.exactOptional(),
  seniority: labels.exactOptional(),
  functions: labels.exactOptional(),
  regions: named(list(text)).exactOptional(),
  lists: named(list(text)).exactOptional(),
});
export type StandardsText = z.output<typeof standards>;
