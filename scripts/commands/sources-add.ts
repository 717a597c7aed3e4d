/** `leadscore sources add`: a ready connector becomes the project's own, to read and to change. */
import fs from 'node:fs';
import path from 'node:path';
import { ProblemError } from '../problem.js';
import { didYouMean } from '../problem/closest.js';
import { type CommandContext, type ExitCode, say } from './context.js';
import { connectorNames, connectorsFolder } from './connectors.js';
import { type PullCommandOptions, pullCommand } from './sources-pull.js';

export interface AddSourceOptions extends Pick<PullCommandOptions, 'engine' | 'raw'> {
  readonly name: string;
  /** Where the raw tables are; the connector's own name unless given. */
  readonly dataset?: string;
}

/** Copies the connector's files into the project, then pulls its raw schema. A file that is there already is an error, and nothing is written. */
export async function addSourceCommand(context: CommandContext, options: AddSourceOptions): Promise<ExitCode> {
  const { name } = options;
  const names = connectorNames();
  if (!names.includes(name)) {
    throw new ProblemError({
      code: 'sources/unknown-connector',
      severity: 'error',
      what: `There is no connector "${name}".`,
      todo:
        didYouMean(name, names) ?? `Connectors are: ${names.join(', ')}. Any other source is a mapping of your own.`,
    });
  }
  const files = filesOf(name);
  const taken = files.filter(({ to }) => fs.existsSync(path.join(context.directory, to)));
  if (taken.length > 0) {
    throw new ProblemError(
      taken.map(({ to }) => ({
        code: 'sources/file-is-there',
        severity: 'error' as const,
        place: { file: to, line: 1, column: 1 },
        what: `${to} is there already; it may hold changes of your own.`,
        todo: 'Move it away, add the connector, and bring your changes over.',
      })),
    );
  }
  for (const { from, to } of files) {
    const target = path.join(context.directory, to);
    const text = fs.readFileSync(from, 'utf8');
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, options.dataset === undefined ? text : withDataset(text, name, options.dataset));
    say(context, `wrote    ${to}`);
  }
  return pullCommand(context, { ...options, names: [name], check: false });
}

function filesOf(name: string): readonly { readonly from: string; readonly to: string }[] {
  return fs
    .readdirSync(path.join(connectorsFolder, name))
    .filter((file) => file === `${name}.yaml` || file.endsWith('.sqlx'))
    .sort()
    .map((file) => ({
      from: path.join(connectorsFolder, name, file),
      to: file.endsWith('.yaml') ? `rubrics/sources/${file}` : `definitions/sources/${name}/${file}`,
    }));
}

/** Models refer to base views and not to raw tables, so the mapping alone names the dataset. */
function withDataset(text: string, name: string, dataset: string): string {
  return text.replace(`\ndataset: ${name}\n`, () => `\ndataset: ${JSON.stringify(dataset)}\n`);
}
