/** Every column of every model is classified, and the register of personal data says what the models are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { natureOf, type OwnColumns, unclassified } from '../../scripts/privacy/nature.js';
import { listedColumns } from '../../scripts/privacy/plain-columns.js';
import { loadProject } from '../../scripts/rubric/load.js';
import type { Project } from '../../scripts/rubric/model.js';
import { readProject } from '../generate/language/project-text.js';
import { type ModelColumns, modelColumns } from './columns.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

function ownColumns(project: Project): OwnColumns {
  const of = (...entities: readonly string[]): ReadonlySet<string> =>
    new Set(
      project.sources.flatMap((source) =>
        source.entities
          .filter(({ entity }) => entities.includes(entity))
          .flatMap(({ attributes }) => attributes.map(({ name }) => name)),
      ),
    );
  return { ofPeople: of('leads', 'contacts'), ofAccounts: of('accounts') };
}

/** `inbound_scores` -> `<rubric>_scores`; tables of rubrics that are alike are told once. */
function general(table: string, rubrics: readonly string[]): string {
  const rubric = rubrics.find((name) => table.startsWith(`${name}_`));
  return rubric === undefined ? table : `<rubric>${table.slice(rubric.length)}`;
}

function register(project: Project, tables: readonly ModelColumns[]): string {
  const own = ownColumns(project);
  const rubrics = project.rubrics.map(({ name }) => name).toSorted((a, b) => b.length - a.length);
  const lines = new Map<string, string>();
  const none = new Set<string>();
  for (const { table, columns, kept } of tables) {
    const of = (...natures: readonly string[]): string =>
      columns
        .filter((column) => natures.includes(natureOf(table, column, own)))
        .map((column) => `\`${column}\``)
        .join(', ');
    const name = general(table, rubrics);
    const [keys, pointers] = [of('key'), of('pointer')];
    if (keys === '' && pointers === '') none.add(`\`${name}\``);
    else lines.set(name, `| \`${name}\` | ${kept} | ${keys} | ${pointers} | ${keys === '' ? '' : of('identifying')} |`);
  }
  return `# Register of personal data

Every table of the demo that tells of people; what the words mean stands in [privacy.md](privacy.md). \`npx vitest run test/privacy -u\` writes
this page from the columns of all models, and the test fails for a column that nobody has classified.

*Kept*: "state" survives a full refresh, "added to" grows from run to run, "made anew" by every run, "a view" holds nothing.
\`forget\` removes the rows that a key finds, all columns of them, and makes the values of the fourth column NULL.
How long rows stay that nobody asks to forget: [privacy.md](privacy.md#how-long-things-are-kept).

| table | kept | rows go by | made NULL | says who it is |
|---|---|---|---|---|
${[...lines.values()].join('\n')}

Nothing of a single person is in ${[...none].join(', ')}. \`leadscore_runs\` holds what was typed, and \`leadscore_run_actions\` messages that
may quote a value of the data. \`int_forgotten\` holds hashes.
`;
}

describe('personal data', () => {
  const projects: { readonly project: Project; readonly tables: readonly ModelColumns[] }[] = [];

  beforeAll(async () => {
    const demo = (await loadProject(root)).project;
    if (demo === undefined) throw new Error('The demo has problems.');
    const language = readProject(readFileSync(join(root, 'test/generate/language/project.json'), 'utf8'));
    for (const project of [demo, language]) projects.push({ project, tables: await modelColumns(project) });
  }, 300_000);

  test('[L1] every column of every model of the demo and of the whole language is classified', () => {
    const found = projects.flatMap(({ project, tables }) =>
      tables.flatMap(({ table, columns }) => unclassified(table, columns, ownColumns(project))),
    );
    expect(found).toEqual([]);
    const columns = new Set(projects.flatMap(({ tables }) => tables.flatMap((each) => each.columns)));
    expect(columns.size).toBeGreaterThan(400);
    expect(listedColumns.filter((column) => !columns.has(column))).toEqual([]);
  });

  test('the register is written from them', async () => {
    const [demo] = projects;
    if (demo === undefined) throw new Error('There is no demo.');
    await expect(register(demo.project, demo.tables)).toMatchFileSnapshot(join(root, 'docs/personal-data.md'));
  });

  const own: OwnColumns = { ofPeople: new Set(['shoe_size']), ofAccounts: new Set(['rating']) };

  test.each([
    [
      'a new column',
      'lead_scores',
      ['lead_id', 'hat_size'],
      ['lead_scores.hat_size: is it personal? scripts/privacy/ does not say (person-columns.ts, plain-columns.ts)'],
    ],
    [
      'an address in a table without a key',
      'mailing',
      ['account_id', 'email'],
      ['mailing.email: says who somebody is, and no column of the table tells forget whose row it is'],
    ],
    [
      'an attribute of people in a table of accounts',
      'accounts',
      ['account_id', 'shoe_size', 'rating'],
      ['accounts.shoe_size: says who somebody is, and no column of the table tells forget whose row it is'],
    ],
    ['an attribute beside a key', 'leads', ['lead_id', 'shoe_size', 'account_rating', 'fit_score'], []],
    ['ids of accounts', 'int_account_records', ['record_key', 'record_id'], []],
  ])('%s', (_, table, columns, expected) => {
    expect(unclassified(table, columns, own)).toEqual(expected);
  });
});
