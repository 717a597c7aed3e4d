// `node test/mutants/survivors.mjs [REPORT ...]`: reports of Stryker as survivors.md: scores by folder, and every survivor under
// its reason. Of a file that several reports have the last one counts.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
const reports = process.argv.length > 2 ? process.argv.slice(2) : [path.join(root, '.leadscore/mutants.json')];
const files = Object.assign({}, ...reports.map((report) => JSON.parse(readFileSync(report, 'utf8')).files));
/** The first rule all of whose parts fit a survivor gives its reason. */
const rules = parse(readFileSync(path.join(here, 'reasons.yaml'), 'utf8'));

const none = 'no kind: none of the tests that were asked (25 at most) looks at it';

const noticed = new Set(['Killed', 'Timeout', 'RuntimeError']);
const passed = new Set(['Survived', 'NoCoverage']);

const fits = (pattern, text) => pattern === undefined || new RegExp(pattern, 'su').test(text);

/** What a mutant replaces, as it stands in the source. */
function original(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return lines.join('\n');
}

const folders = new Map();
const byReason = new Map([...rules.map(({ reason }) => [reason, []]), [none, []]]);
for (const [file, { source, mutants }] of Object.entries(files)) {
  const folder = path.posix.dirname(file);
  const count = folders.get(folder) ?? { noticed: 0, survived: 0, reached: 0 };
  folders.set(folder, count);
  for (const { status, location, mutatorName, replacement = '' } of mutants) {
    if (noticed.has(status)) count.noticed += 1;
    if (!passed.has(status)) continue;
    if (status === 'Survived') count.survived += 1;
    else count.reached += 1;
    const was = original(source, location);
    const line = source.split('\n')[location.start.line - 1];
    const rule = rules.find(
      (one) =>
        fits(one.file, file) &&
        fits(one.mutator, mutatorName) &&
        fits(one.was, was) &&
        fits(one.becomes, replacement) &&
        fits(one.line, line) &&
        fits(one.status, status),
    );
    const shown = (text) => {
      const one = text.replaceAll(/\s+/g, ' ');
      return (one.length > 50 ? `${one.slice(0, 47)}...` : one).replaceAll('`', "'").replaceAll('|', '\\|');
    };
    byReason
      .get(rule?.reason ?? none)
      .push(`${file}:${location.start.line}:${location.start.column} \`${shown(was)}\` -> \`${shown(replacement)}\``);
  }
}

const rows = [...folders].toSorted(([a], [b]) => (a < b ? -1 : 1));
const sum = rows.reduce(
  (all, [, one]) => ({
    noticed: all.noticed + one.noticed,
    survived: all.survived + one.survived,
    reached: all.reached + one.reached,
  }),
  { noticed: 0, survived: 0, reached: 0 },
);
const row = (name, { noticed: n, survived, reached }) => {
  const all = n + survived + reached;
  return `| ${name} | ${all} | ${n} | ${survived} | ${reached} | ${all === 0 ? '-' : `${((100 * n) / all).toFixed(1)} %`} |`;
};
const text = `# Mutants that no test noticed

Made by \`node test/mutants/survivors.mjs\` from the report of \`npm run mutants\`. What a reason covers is said by \`reasons.yaml\`.

| folder | mutants | noticed | survived | no test comes by | score |
| --- | ---: | ---: | ---: | ---: | ---: |
${rows.map(([name, one]) => row(`\`${name}\``, one)).join('\n')}
${row('**all**', sum)}
${[...byReason]
  .filter(([, found]) => found.length > 0)
  .map(([reason, found]) => `\n## ${found.length}: ${reason}\n\n${found.map((one) => `- ${one}`).join('\n')}\n`)
  .join('')}`;
writeFileSync(path.join(here, 'survivors.md'), text);
console.log(`${sum.noticed} noticed, ${sum.survived} survived, ${sum.reached} unreached`);
for (const [reason, found] of byReason) console.log(String(found.length).padStart(6), reason);
