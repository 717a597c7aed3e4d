import { runAsProcess } from '../process.js';
import { startHubSpot } from './server.js';

await runAsProcess((port) => startHubSpot({ port }));
