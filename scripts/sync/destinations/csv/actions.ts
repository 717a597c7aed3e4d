/**
 * An action as a file of its own, for people or programs that do it: `<folder>/actions/<rule>_<key>.csv`. The same action is the
 * same file.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionRoute, PlannedAction } from '../../actions/action.js';
import type { CallAnswer } from '../../destination.js';
import { refusalOf } from './errors.js';
import { lineText, unharmful } from './rows-text.js';
import { writeWhole } from './write-whole.js';

export class CsvActions implements ActionRoute {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'actions');
  }

  /** Whoever does them may have taken the file away by then. */
  isRepeatable(): boolean {
    return false;
  }

  async act(action: PlannedAction): Promise<CallAnswer> {
    const { rule, key } = action;
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeWhole(join(this.#folder, `${rule}_${key}.csv`), actionText(action));
      return { came: 'rows', rows: [{ seq: 1, said: 'ok' }] };
    } catch (error) {
      // Without the file nothing was said to anybody.
      return { came: 'rows', rows: [{ seq: 1, said: 'refused', refusal: refusalOf(error) }] };
    }
  }
}

const columns = ['key', 'rule', 'do', 'object', 'record_id', 'subject', 'description', 'found_at', 'due_at', 'to'];

export function actionText(action: PlannedAction): string {
  const { key, rule, kind, object, crmId, subject, description, foundAt, dueAt = '', to = '' } = action;
  const texts = [key, rule, kind, object, crmId, subject, description, foundAt, dueAt, to];
  return `${lineText(columns)}\n${lineText(texts.map((text) => unharmful(text)))}\n`;
}
