/** `leadscore sync publish`: what came of a sync, into the warehouse, for everybody who may query it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { terminalText } from '../../run/terminal-text.js';
import { publishSync } from '../../sync/publish/publish.js';
import type { SyncStore } from '../../sync/store/store.js';
import { type CommandContext, type ExitCode, printJson, say, showProblems } from '../context.js';
import { warehousePath } from '../warehouse.js';
import { chosenSync, openStore, type SyncOptions } from './project.js';

export async function syncPublishCommand(context: CommandContext, options: SyncOptions): Promise<ExitCode> {
  const { config } = await chosenSync(context, options);
  const store = await openStore(context, config);
  try {
    const isThere = await publish(context, store, config.id, options);
    if (context.json) printJson(context, { sync: config.id, published: isThere });
    if (isThere) say(context, 'The tables of the schema leadscore_sync have what came of it.');
    return isThere ? 0 : 1;
  } finally {
    await store.close();
  }
}

/** False, with a warning, while another process has the warehouse open: the next call brings it. */
export async function publish(
  context: CommandContext,
  store: SyncStore,
  syncId: string,
  { database }: SyncOptions,
): Promise<boolean> {
  const file = warehousePath({ directory: context.directory, ...(database !== undefined && { database }) });
  if (!existsSync(file)) return false;
  const published = await publishSync(store, { syncId, file });
  if (published.is === 'published') return true;
  showProblems({ ...context, json: false, format: 'text' }, [
    {
      code: 'sync/warehouse-busy',
      severity: 'warning',
      what: `What came of the run is not in ${path.relative(context.directory, file)} yet: ${terminalText(published.why)}`,
      todo: 'Run `npx leadscore sync publish` once nobody has it open; the next `sync apply` does it, too.',
    },
  ]);
  return false;
}
