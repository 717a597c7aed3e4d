import { expect, test } from 'vitest';
import { bigQueryOf } from '../../scripts/commands/warehouse.js';
import { compileProject } from '../../scripts/graph/compile.js';
import { RecordingClient } from '../engine/bigquery/recording-client.js';
import { projectFolder } from '../graph/project-folder.js';

test('datasets are made where workflow_settings.yaml says, not where BigQuery would put them', async () => {
  const settings = 'defaultProject: p\ndefaultDataset: d\ndefaultAssertionDataset: a\n';
  for (const [text, location] of [
    [`${settings}defaultLocation: EU\n`, 'EU'],
    [settings, undefined],
  ] as const) {
    const client = new RecordingClient();
    const graph = compileProject(projectFolder({ 'workflow_settings.yaml': text }));
    await bigQueryOf(graph, client).createSchema('p', 'd');
    expect(client.jobs.map((job) => job.location)).toEqual([location]);
  }
});
