import { BigQuery } from '@google-cloud/bigquery';
import { OAuth2Client } from 'google-auth-library';
import { type BigQueryClient, clientOn } from '../../../../scripts/engine/bigquery/client.js';
import { Faults } from '../fault.js';
import { History } from '../history.js';
import { listen, type Listening } from '../listen.js';
import { Api, type Settings } from './api.js';
import { errorOf } from './error.js';
import { Warehouse } from './warehouse.js';

export interface BigQueryServer extends Listening {
  readonly api: Api;
  readonly warehouse: Warehouse;
  readonly history: History;
  readonly faults: Faults;
  /** Google's own client, which makes no call twice by itself. */
  client(): BigQueryClient;
}

const usual: Omit<Settings, 'now'> = {
  project: 'a-project',
  location: 'europe-west1',
  token: 'a-token',
  pageRows: 100,
};

/** Enough of BigQuery's REST API for what is sent to it; README.md says what it takes and what it refuses. */
export async function startBigQuery(change: Partial<Settings> = {}): Promise<BigQueryServer> {
  const settings: Settings = { now: () => new Date(), ...usual, ...change };
  const warehouse = await Warehouse.open(settings.project);
  const api = new Api(warehouse, settings);
  const faults = new Faults();
  const history = new History(settings.now);
  const listening = await listen({
    faults,
    history,
    latency: () => 0,
    answer: (call) => api.answer(call),
    errorOf,
    withoutResults: () => ({ status: 200, body: {} }),
    records: () => [],
    seed: () => [],
    set: () => ({}),
    signOut: () => undefined,
  });
  return {
    ...listening,
    api,
    warehouse,
    history,
    faults,
    client: () => {
      const authClient = new OAuth2Client();
      authClient.setCredentials({ access_token: settings.token, expiry_date: Date.now() + 86_400_000 });
      return clientOn(
        new BigQuery({
          projectId: settings.project,
          apiEndpoint: listening.url,
          authClient,
          autoRetry: false,
          maxRetries: 0,
        }),
      );
    },
    close: async () => {
      await listening.close();
      warehouse.close();
    },
  };
}
