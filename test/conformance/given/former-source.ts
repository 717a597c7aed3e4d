import type { DuckDBConnection } from '@duckdb/node-api';
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Project as Rubrics } from '../../../scripts/rubric/model.js';
import { built, root } from '../leadscore.js';

/** A project as it was before it gave up one of its sources. What that source told stays in the incremental tables. */
export interface Former {
  readonly directory: string;
  /** Its rubrics, where they are not read from the directory. */
  readonly rubrics?: Rubrics;
  /** Fills the raw tables of the source that is given up. */
  readonly addRows: (connection: DuckDBConnection) => Promise<void>;
}

const source = `source: former
description: A tool that was given up
dataset: former
tables:
  hits: {}
entities:
  events:
    from: hits
    columns: { event_id: event_id, event_name: event_name, happened_at: happened_at, anonymous_id: visitor }
`;

const lock = `source: former
tables:
  hits: { columns: { event_id: STRING, event_name: STRING, happened_at: TIMESTAMP, visitor: STRING } }
`;

/** A copy of the project with events of one more source, which does not say when they arrived. */
export function formerProject(name: string, directory: string, day: string): Former {
  const former = path.join(built, 'projects', `${name}-formerly`);
  rmSync(former, { recursive: true, force: true });
  for (const part of ['rubrics', 'includes', 'definitions', 'workflow_settings.yaml']) {
    cpSync(path.join(directory, part), path.join(former, part), { recursive: true });
  }
  writeFileSync(path.join(former, 'rubrics/sources/former.yaml'), source);
  writeFileSync(path.join(former, 'rubrics/sources/former.lock.yaml'), lock);
  execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), '--project', former, '--quiet', 'build'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return {
    directory: former,
    addRows: async (connection) => {
      await connection.run('CREATE SCHEMA former');
      await connection.run(`CREATE TABLE former.hits AS
        SELECT concat('hit-', nth) AS event_id, 'view_item' AS event_name, TIMESTAMPTZ '${day} 10:00:00+00' + to_hours(CAST(nth AS INTEGER)) AS happened_at, 'former.1' AS visitor
        FROM range(3) AS hits(nth)`);
    },
  };
}
