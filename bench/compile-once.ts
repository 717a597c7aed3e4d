/** One compile in a process of its own: `{seconds, raw}` on stdout, raw as the official CLI prints it with `--json`. */
import { compileProject } from '../scripts/graph/compile.js';
import { secondsSince } from './statistics.js';

const [directory = '.'] = process.argv.slice(2);
const started = performance.now();
const { raw } = compileProject(directory);
const seconds = secondsSince(started);
process.stdout.write(JSON.stringify({ seconds, raw }));
