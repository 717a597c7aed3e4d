/** Which streams int_identity_links reads: those whose events can carry two identities. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { identityLinksModels } from '../../scripts/generate/intermediate/record-person.js';
import { renderModel } from '../../scripts/generate/sqlx.js';
import { loadProject } from '../../scripts/rubric/load.js';

async function sqlOf(folder: string): Promise<string> {
  const { project } = await loadProject(fileURLToPath(new URL(folder, import.meta.url)));
  if (project === undefined) throw new Error(`${folder} has errors`);
  return identityLinksModels(project).map(renderModel).join('\n');
}

test('a tool that knows an address alone ties nobody, and is not read again at each run', async () => {
  const sql = await sqlOf('../..');
  const streams = [...sql.matchAll(/WHEN '(\w+)' THEN \(events/g)].map(([, stream]) => stream);
  expect(streams).toEqual(['files', 'ga4']);
  // Campaign responses may change, so that they stand apart.
  expect(sql).toContain('FROM ${ref("int_current_events")} AS events\n  WHERE NOT events.is_dropped');
});

test('where no stream can tie, a later run reads no event', async () => {
  const sql = await sqlOf('../projects/ga4');
  expect(sql).toContain('${when(incremental(), `AND FALSE -- No stream has events of two identities.`)}');
  expect(sql).not.toContain('watermark');
});
