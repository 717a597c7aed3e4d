/** `npm run semantics`: many random rubrics, and what each key of the language did. Exit code 1 when anything is amiss. */
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.js';
import { type KeyCount, keysOfLanguage } from './keys.js';

/** So many rubrics must give another result without the key. */
const LEAST = 20;
/** Random rubrics that `check` refuses are no test of anything. */
const MOST_REFUSED = 0.5;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rubrics: { type: 'string', default: '200' },
    leads: { type: 'string', default: '500' },
    together: { type: 'string', default: '20' },
    'leads-for-keys': { type: 'string', default: '250' },
    cases: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function keyTable(keys: KeyCount): readonly string[] {
  const { counted, unplaced } = keysOfLanguage();
  say('\nkey, rubrics that have it, rubrics whose results it changed');
  for (const key of counted) {
    say(
      `${key.padEnd(40)} ${String(keys.tried.get(key) ?? 0).padStart(5)} ${String(keys.changed.get(key) ?? 0).padStart(5)}`,
    );
  }
  return [
    ...counted
      .filter((key) => (keys.changed.get(key) ?? 0) < LEAST)
      .map((key) => `"${key}" changed the results of ${keys.changed.get(key) ?? 0} rubrics, not ${LEAST}.`),
    ...unplaced.map((key) => `"${key}" is accepted by the schema and neither tried nor left out with a reason.`),
  ];
}

const only = values.only === 'rows' || values.only === 'keys' ? values.only : undefined;
if (only === undefined && values.only !== '') throw new Error(`--only ${values.only}: rows or keys`);
const started = performance.now();
const seed = Number(values.seed);
say(`seed ${seed}; the same again: npm run semantics -- --seed ${seed}`);
const result = await runCampaign({
  seed,
  rubrics: Number(values.rubrics),
  leads: Number(values.leads),
  together: Number(values.together),
  leadsForKeys: Number(values['leads-for-keys']),
  cases: Number(values.cases),
  only,
  tell: say,
});
const faults = [
  ...(only === 'rows' ? [] : keyTable(result.keys)),
  ...(result.differing > 0 ? [`${result.differing} rubrics differ.`] : []),
  ...(result.refused.length > MOST_REFUSED * result.rubrics
    ? [`${result.refused.length} random rubrics were refused: ${result.refused.slice(0, 3).join('; ')}`]
    : []),
];
const { user, system } = process.cpuUsage();
const spent = `${Math.round((performance.now() - started) / 1000)} seconds, ${Math.round((user + system) / 1e6)} of a processor`;
const compared = only === 'keys' ? 'not compared with the warehouse' : `${result.results} results`;
say(`\n${result.rubrics} rubrics, ${compared}, ${result.refused.length} random rubrics refused, ${spent}`);
for (const fault of faults) say(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
