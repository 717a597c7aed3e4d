/**
 * One file per call: `<folder>/<run>/<object>_<batch>_<hash of its text>.csv`. The same rows again replace their file; other
 * rows of the same batch never do.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallAnswer, Destination, Route } from '../../destination.js';
import type { PlannedRow } from '../../rows.js';
import type { DestinationSettings } from '../kind.js';
import { CsvActions } from './actions.js';
import { csvErrors, refusalOf } from './errors.js';
import { rowsText } from './rows-text.js';
import { writeWhole } from './write-whole.js';

const rowsPerFile = 50_000;

export class CsvDestination implements Destination {
  readonly name = 'csv';
  readonly errorClasses = csvErrors;
  readonly actions: CsvActions;
  readonly #folder: string;
  readonly #objects: DestinationSettings['objects'];
  readonly #route: Route;

  constructor({ syncId, connection, objects, batch, inFlight }: DestinationSettings) {
    const folder = connection.get('folder');
    this.#folder = typeof folder === 'string' ? folder : join('.leadscore', 'outbox', syncId);
    this.#objects = objects;
    this.actions = new CsvActions(this.#folder);
    this.#route = {
      name: 'csv',
      rowsPerCall: Math.min(batch ?? rowsPerFile, rowsPerFile),
      callsInFlight: Math.min(inFlight ?? 1, 1),
      countedCalls: 0,
      isAllOrNothing: false,
      isJob: false,
    };
  }

  routeFor(): Route {
    return this.#route;
  }

  /** Whether the folder can be written to. */
  async greet(): Promise<CallAnswer> {
    return answered(async () => {
      await mkdir(this.#folder, { recursive: true });
      const probe = join(this.#folder, `.leadscore-${process.pid}`);
      await (await open(probe, 'w')).close();
      await rm(probe);
      return [];
    });
  }

  describe(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  check(): readonly [] {
    return [];
  }

  async send(
    rows: readonly PlannedRow[],
    { runId, batchId }: { readonly runId: string; readonly batchId: string },
  ): Promise<CallAnswer> {
    const [first] = rows;
    if (first === undefined) return { came: 'rows', rows: [] };
    return answered(async () => {
      const folder = join(this.#folder, asFileName(runId));
      const text = rowsText(rows);
      const names = [this.#objects.get(first.object) ?? first.object, batchId, hashOf(text)];
      await mkdir(folder, { recursive: true });
      await writeWhole(join(folder, `${names.map(asFileName).join('_')}.csv`), text);
      return rows;
    });
  }

  renew(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function answered(work: () => Promise<readonly PlannedRow[]>): Promise<CallAnswer> {
  try {
    return { came: 'rows', rows: (await work()).map(({ seq }) => ({ seq, said: 'ok' })) };
  } catch (error) {
    return { came: 'refusal', refusal: refusalOf(error) };
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** No part of a name may leave the folder. */
function asFileName(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, '-');
}
