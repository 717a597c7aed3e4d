import { runAsProcess } from '../process.js';
import { startSalesforce } from './server.js';

await runAsProcess((port) => startSalesforce({ port }));
