/** Loads the raw files of a prepared project into a new file, in a process of its own: `RawLoad` as JSON on stdout, progress on stderr. */
import { readProject } from '../scripts/commands/project.js';
import { openDuckDb } from '../scripts/engine/duckdb/open.js';
import { loadRawTables } from '../scripts/engine/duckdb/raw/load-raw.js';
import { compileProject } from '../scripts/graph/compile.js';
import { type Peaks, watched } from './peaks.js';
import { type Cost, costOf } from './statistics.js';

export interface RawLoad {
  readonly rawRows: number;
  readonly load: Peaks & Cost;
}

const [directory = '.', file = 'raw.duckdb', memoryLimit = '8GB'] = process.argv.slice(2);
const { project } = await readProject(directory);
const { defaultDatabase: database } = compileProject(directory);
const tempDirectory = `${file}.tmp`;
const engine = await openDuckDb({ path: file, database, memoryLimit, tempDirectory });
try {
  const { result: loaded, cost } = await costOf(() =>
    watched(tempDirectory, () => loadRawTables(engine, project.sources, { projectDirectory: directory })),
  );
  const rawRows = loaded.result.reduce((sum, table) => sum + (table.rows ?? 0), 0);
  process.stderr.write(`  loaded ${rawRows} raw rows in ${cost.seconds.toFixed(1)} s\n`);
  const made: RawLoad = { rawRows, load: { ...cost, ...loaded.peaks } };
  process.stdout.write(JSON.stringify(made));
} finally {
  await engine.close();
}
