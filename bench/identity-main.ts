/** `npm run identity-quality`: figures as JSON on stdout. Exit code 1 when a bar is missed at the usual level, 2 for wrong use. */
import { parseArgs } from 'node:util';
import { dirtLevels } from '../scripts/demo/identity-dirt.js';
import { belowBars, measureIdentity } from './identity-quality.js';
import { withProjectCopy } from './project-copy.js';

const usage = `npm run identity-quality -- [options]
  --leads N     lead records (6000)
  --seed N      of the demo (20260630)
  --help
`;

function wrongUse(message: string): never {
  process.stderr.write(`${message}\n\n${usage}`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({
      options: {
        leads: { type: 'string', default: '6000' },
        seed: { type: 'string', default: '20260630' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return wrongUse(error instanceof Error ? error.message : String(error));
  }
}

function whole(text: string, option: string): number {
  const value = Number(text);
  return Number.isSafeInteger(value) && value > 0
    ? value
    : wrongUse(`${option} wants a whole number above zero, not "${text}".`);
}

const chosen = options();
if (chosen.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const leads = whole(chosen.leads, '--leads');
const size = { leads, events: leads * 3, seed: whole(chosen.seed, '--seed') };
const measured = [];
for (const dirt of dirtLevels) {
  process.stderr.write(`dirt ${dirt}\n`);
  measured.push(await withProjectCopy((directory) => measureIdentity(directory, dirt, size)));
}
process.stdout.write(`${JSON.stringify({ ...size, levels: measured }, null, 2)}\n`);
const missed = measured.filter(({ dirt }) => dirt === 'usual').flatMap(belowBars);
for (const what of missed) process.stderr.write(`missed: ${what}\n`);
process.exitCode = missed.length === 0 ? 0 : 1;
