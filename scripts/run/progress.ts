import { shownName } from './asserted.js';
import type { ActionResult, RunEvent, RunResult } from './result.js';
import { terminalText } from './terminal-text.js';

/** Where text goes; nothing here knows a stream. */
export interface Output {
  readonly write: (text: string) => void;
  readonly isTty: boolean;
  /** Width of the terminal in characters. */
  readonly columns: number;
}

export interface Progress {
  readonly onProgress: (event: RunEvent) => void;
  /** Takes the updating line away and prints the summary line. */
  readonly finish: (result: RunResult) => void;
}

/** Shows a run: one updating line on a terminal, one line per finished model elsewhere, nothing when quiet. */
export function createProgress(output: Output, options: { readonly quiet?: boolean } = {}): Progress {
  if (options.quiet === true) return { onProgress: () => undefined, finish: () => undefined };
  const show = output.isTty ? updatingLine(output) : lineByLine(output);
  return {
    onProgress: show,
    finish: (result) => {
      output.write(`${output.isTty ? CLEAR_LINE : ''}${summaryLine(result)}\n`);
    },
  };
}

const CLEAR_LINE = '\r\u001b[K';

function updatingLine(output: Output): (event: RunEvent) => void {
  const inFlight: string[] = [];
  return (event) => {
    const name = terminalText(shownName(event.kind === 'started' ? event.action : event.result.action));
    if (event.kind === 'started') inFlight.push(name);
    else if (inFlight.includes(name)) inFlight.splice(inFlight.indexOf(name), 1);
    const line = `${event.done}/${event.total}  ${inFlight.join(', ')}`;
    output.write(CLEAR_LINE + (line.length < output.columns ? line : `${line.slice(0, output.columns - 4)}...`));
  };
}

const NAME_WIDTH = 44;
const ROWS_WIDTH = 18;
const SECONDS_WIDTH = 9;

/** Assertions that pass, or that nothing was built for, are counted but not named: there are several per model. */
function lineByLine(output: Output): (event: RunEvent) => void {
  return (event) => {
    if (event.kind === 'started') return;
    const { result, done, total } = event;
    if (result.action.kind === 'assertion' && (result.status === 'succeeded' || result.status === 'skipped')) return;
    const counter = `${String(done).padStart(String(total).length)}/${total}`;
    const name = terminalText(shownName(result.action)).padEnd(NAME_WIDTH);
    output.write(
      `${counter}  ${name} ${outcomeText(result).padStart(ROWS_WIDTH)} ${secondsText(result.seconds).padStart(SECONDS_WIDTH)}\n`,
    );
  };
}

function outcomeText(result: ActionResult): string {
  if (result.status !== 'succeeded') return result.status;
  return result.rows === undefined ? (result.action.kind === 'view' ? 'view' : 'done') : rowsText(result.rows);
}

export function rowsText(rows: number): string {
  return `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;
}

export function secondsText(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

/** `12 models and 30 assertions in 3.2 s: 40 succeeded, 1 failed, 1 skipped`. */
export function summaryLine(result: RunResult): string {
  const assertions = result.actions.filter(({ action }) => action.kind === 'assertion').length;
  const models = result.actions.length - assertions;
  const seconds = (result.finishedAt.getTime() - result.startedAt.getTime()) / 1000;
  const counts = (['succeeded', 'failed', 'skipped', 'interrupted', 'disabled'] as const).flatMap((status) => {
    const count = result.actions.filter((action) => action.status === status).length;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return `${plural(models, 'model')} and ${plural(assertions, 'assertion')} in ${secondsText(seconds)}: ${counts.join(', ') || 'nothing to do'}`;
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
