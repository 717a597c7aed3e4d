import { runAsProcess } from '../process.js';
import { startWebhook } from './server.js';

await runAsProcess((port) => startWebhook({ port }));
