// Keeps a database file open until its input ends.
import { openDuckDb } from '../../../../scripts/engine/duckdb/open.js';

const engine = await openDuckDb({ path: process.argv[2] ?? '', database: 'p', setup: [] });
console.log('ready');
process.stdin.resume();
process.stdin.on('end', () => void engine.close());
