/** `leadscore sync status`: what is written, what is refused and why, and the last runs. */
import { existsSync } from 'node:fs';
import { terminalText } from '../../run/terminal-text.js';
import { actionsToLookAt } from '../../sync/actions/records.js';
import { refusedActionsOf } from '../../sync/actions/refused.js';
import { insistOnFile } from '../../sync/bigquery/own-file.js';
import { rememberedRefusedActions, rememberedStanding } from '../../sync/bigquery/standing.js';
import type { SyncConfig } from '../../sync/config/config.js';
import { standingOf } from '../../sync/store/standing.js';
import { type CommandContext, type ExitCode, printJson, say } from '../context.js';
import { actionsToLookAtLines, refusedActionsJson, refusedActionsLines } from './action-text.js';
import { chosenSync, openStore, storePath, type SyncOptions } from './project.js';
import { type Remembered, withRemembered } from './remembered.js';
import { actionJson, standingJson, standingLines, unloadedJson, unloadedLines } from './status-text.js';

const runsShown = 10;
const actionsShown = 50;

/** By the sync's own file; with BigQuery by what that knows, whichever machine sent it. */
export async function syncStatusCommand(context: CommandContext, options: SyncOptions): Promise<ExitCode> {
  const { config } = await chosenSync(context, options);
  if (options.engine === 'bigquery')
    return withRemembered(context, config, options, (remembered) => rememberedStatus(context, config, remembered));
  // A file is not made by looking whether there is one.
  if (!existsSync(storePath(context.directory, config.id))) return nothingPlanned(context, config);
  const store = await openStore(context, config);
  try {
    await insistOnFile(store);
    const standing = await standingOf(store, runsShown);
    if (standing.runs.length === 0) return nothingPlanned(context, config);
    const actions = await actionsToLookAt(store, actionsShown);
    const refused = await refusedActionsOf(store, config, context.clock());
    if (context.json)
      printJson(context, {
        ...standingJson(config.id, config.destination, standing),
        actions: actions.map(actionJson),
        refused_actions: refusedActionsJson(refused),
      });
    for (const line of standingLines(config.id, config.destination, standing)) say(context, line);
    for (const line of [...actionsToLookAtLines(actions), ...refusedActionsLines(refused)]) say(context, line);
    return 0;
  } finally {
    await store.close();
  }
}

async function rememberedStatus(
  context: CommandContext,
  config: SyncConfig,
  { place, isThere, unloaded }: Remembered,
): Promise<ExitCode> {
  const standing = isThere ? await rememberedStanding(place, { runs: runsShown, actions: actionsShown }) : undefined;
  if (standing === undefined || standing.runs.length === 0) return nothingPlanned(context, config);
  const { actions, holder } = standing;
  const refused = await rememberedRefusedActions(place, config, context.clock());
  if (context.json)
    printJson(context, {
      ...standingJson(config.id, config.destination, standing),
      actions: actions.map(actionJson),
      refused_actions: refusedActionsJson(refused),
      carried_on_by: holder ?? null,
      not_in_bigquery: unloadedJson(unloaded),
    });
  for (const line of standingLines(config.id, config.destination, standing)) say(context, line);
  for (const line of [...actionsToLookAtLines(actions), ...refusedActionsLines(refused)]) say(context, line);
  if (holder !== undefined)
    say(
      context,
      `Carried on by ${terminalText(holder.owner)}; its lease ends at ${holder.until} unless it is renewed.`,
    );
  for (const line of unloadedLines(unloaded)) say(context, line);
  return 0;
}

function nothingPlanned(context: CommandContext, { id, destination }: SyncConfig): ExitCode {
  if (context.json) printJson(context, { sync: id, destination, runs: [] });
  say(context, `${id}: nothing was ever planned. \`npx leadscore sync plan\` shows what would be written.`);
  return 0;
}
