import { runAsProcess } from '../process.js';
import { startTryton } from './server.js';

await runAsProcess((port) => startTryton({ port }));
