/**
 * `npm run results [-- --write] [titles|xeducation|ga4|demo|sources ...]`: reads the labelled titles, runs the two real projects,
 * the demo and the ready connectors, each in a copy of its own, and prints the tables of docs/results.md; with --write it puts them there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { demoCommand } from '../../../scripts/commands/demo.js';
import { demoDefaults } from '../../../scripts/demo/generate-demo.js';
import { connectorsWithRealTables, realTables } from '../connectors/real-tables.js';
import { connectors, connectorsProject } from '../connectors/with-connectors.js';
import { type Database, openDatabases } from '../open-database.js';
import { copyProject, type Outcome, type ProjectCopy, succeeded } from '../project-copy.js';
import { projectRoot } from '../project-root.js';
import { hasSharedData } from '../shared-data.js';
import { demoTables } from './demo.js';
import { documentPath, type Part, withTables } from './document.js';
import { ga4Tables } from './ga4.js';
import { sourcesTable } from './sources.js';
import { titlesTables } from './titles.js';
import { xeducationTables } from './xeducation-tables.js';
import { xeducationFigures } from './xeducation.js';

async function tablesOf(
  from: string,
  run: (copy: ProjectCopy) => Promise<Outcome>,
  tables: (database: Database, outcome: Outcome) => Promise<string>,
): Promise<string> {
  const copy = copyProject(from);
  try {
    succeeded(await copy.build());
    const outcome = succeeded(await run(copy));
    const database = await openDatabases({ leadscore: copy.path('.leadscore/warehouse.duckdb') });
    try {
      return await tables(database, outcome);
    } finally {
      database.close();
    }
  } finally {
    copy.remove();
  }
}

/** The part's tables; undefined when its data is not there. */
const parts: Readonly<Record<Part, () => Promise<string | undefined>>> = {
  titles: async () => (hasSharedData('job_titles', 'the figures of job titles') ? titlesTables() : undefined),
  xeducation: async () =>
    hasSharedData('xeducation', 'the figures of X Education')
      ? tablesOf(
          'test/projects/xeducation',
          (copy) => copy.run({ asOf: '2026-11-23' }),
          async (database) => xeducationTables(await xeducationFigures(database)),
        )
      : undefined,
  ga4: async () =>
    hasSharedData('ga4_bq_export', 'the figures of GA4')
      ? tablesOf('test/projects/ga4', (copy) => copy.run({ asOf: '2020-11-10' }), ga4Tables)
      : undefined,
  demo: () =>
    tablesOf(
      '.',
      (copy) =>
        copy.command((context) =>
          demoCommand(context, {
            leads: demoDefaults.leads,
            events: demoDefaults.events,
            seed: demoDefaults.seed,
            dirt: demoDefaults.dirt,
            run: true,
          }),
        ),
      demoTables,
    ),
  sources: async () => {
    if (!hasSharedData('fivetran_hubspot', 'the ready connectors on real tables')) return undefined;
    return [
      await connectorsTable(connectorsWithRealTables, realTables, '2026-01-01'),
      await connectorsTable(connectors, new Map(), '2026-05-01'),
    ].join('\n\n');
  },
};

/** The connectors on one set of raw tables: how many rows are left at each hop. */
async function connectorsTable(names: readonly string[], raw: typeof realTables, asOf: string): Promise<string> {
  const { copy } = await connectorsProject(names, raw);
  try {
    succeeded(await copy.run({ asOf, raw, fullRefresh: true }));
    const database = await openDatabases({ leadscore: copy.path('.leadscore/warehouse.duckdb') });
    try {
      return await sourcesTable(database, names, raw.size === 0);
    } finally {
      database.close();
    }
  } finally {
    copy.remove();
  }
}

const given = process.argv.slice(2);
const wanted = (['titles', 'xeducation', 'ga4', 'demo', 'sources'] as const).filter(
  (part) => given.includes(part) || given.every((word) => word === '--write'),
);
const file = path.join(projectRoot, documentPath);
for (const part of wanted) {
  const tables = await parts[part]();
  if (tables === undefined) continue;
  process.stdout.write(`${part}\n\n${tables}\n\n`);
  if (given.includes('--write')) writeFileSync(file, withTables(readFileSync(file, 'utf8'), part, tables));
}
