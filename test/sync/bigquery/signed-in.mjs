// @ts-check
// Lets the command line itself speak to the server that stands in for BigQuery, as a process of its own:
//   LEADSCORE_TEST_BIGQUERY=<address> node --import ./test/sync/bigquery/signed-in.mjs dist/cli.js sync plan --engine bigquery
// Google's client is the real one; it is only told where the server is, and given a token in place of credentials.
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const stand = 'leadscore-test:bigquery';

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  if (specifier === '@google-cloud/bigquery') return { url: stand, shortCircuit: true };
  return next(specifier, context);
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (url !== stand) return next(url, context);
  return { format: 'module', source, shortCircuit: true };
}

const source = `
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(import.meta.url)});
const { BigQuery: Client } = require('@google-cloud/bigquery');
const { OAuth2Client } = require('google-auth-library');

export class BigQuery extends Client {
  constructor(options) {
    const authClient = new OAuth2Client();
    authClient.setCredentials({ access_token: 'a-token', expiry_date: Date.now() + 86_400_000 });
    const apiEndpoint = process.env.LEADSCORE_TEST_BIGQUERY;
    super({ ...options, apiEndpoint, authClient, autoRetry: false, maxRetries: 0 });
  }
}
`;

if (isMainThread) register(import.meta.url);
