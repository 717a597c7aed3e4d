/** `leadscore sync publish`: what came of a sync, into the warehouse, for everybody who may query it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { terminalText } from '../../run/terminal-text.js';
import { notPublishedReason } from '../../sync/alerts/reasons.js';
import { publishSync } from '../../sync/publish/publish.js';
import { type CommandContext, type ExitCode, printJson, say, showProblems } from '../context.js';
import { warehousePath } from '../warehouse.js';
import { alertingSync } from './alerting.js';
import { existingFile, type OpenedSync, openSync } from './opened.js';
import type { SyncOptions } from './project.js';

export async function syncPublishCommand(context: CommandContext, options: SyncOptions): Promise<ExitCode> {
  return alertingSync(context, options, 'unattended', async ({ config }, news) => {
    const opened = await openSync(context, config, options);
    try {
      if (opened.memory === undefined) existingFile(context, options);
      const isThere = await publish(context, opened, config.id, options);
      if (!isThere) news.reasons.push(notPublishedReason);
      if (context.json) printJson(context, { sync: config.id, published: isThere });
      if (isThere) say(context, 'The tables of the schema leadscore_sync have what came of it.');
      return isThere ? 0 : 1;
    } finally {
      await opened.close();
    }
  });
}

/** False, with a warning, while another process has the warehouse open: the next call brings it. BigQuery has it once it is opened. */
export async function publish(
  context: CommandContext,
  { store, memory }: Pick<OpenedSync, 'store' | 'memory'>,
  syncId: string,
  { database }: SyncOptions,
): Promise<boolean> {
  if (memory !== undefined) return true;
  const file = warehousePath({ directory: context.directory, ...(database !== undefined && { database }) });
  if (!existsSync(file)) return false;
  const published = await publishSync(store, { syncId, file });
  if (published.is === 'published') return true;
  showProblems({ ...context, json: false, format: 'text' }, [
    {
      code: 'sync/warehouse-busy',
      severity: 'warning',
      what: `What came of the run is not in ${path.relative(context.directory, file)} yet: ${terminalText(published.why)}`,
      todo: 'Run `npx leadscore sync publish` once nobody has it open; the next `npx leadscore sync apply` does it, too.',
    },
  ]);
  return false;
}
