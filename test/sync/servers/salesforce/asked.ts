/** The server's own rules, asked by plain fetch. What jsforce makes of it stands in test/crm. */
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach } from 'vitest';
import { startSalesforce, type SalesforceServer } from './server.js';

export const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

export interface Said {
  readonly status: number;
  // What a server under test answers is looked at, not trusted.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
  readonly headers: Headers;
}

/** An org of its own for each test of a file, with a session. */
export class AskedOrg {
  session = '';
  #server: SalesforceServer | undefined;

  constructor() {
    beforeEach(async () => {
      this.#server = await startSalesforce({ settings: { publicKey } });
      this.session = (await this.signIn({ grant_type: 'client_credentials' })).body['access_token'] as string;
    });
    afterEach(() => this.server.close());
  }

  get server(): SalesforceServer {
    if (this.#server === undefined) throw new Error('the server runs only while tests do');
    return this.#server;
  }

  async signIn(form: Record<string, string>): Promise<Said> {
    const whole = { client_id: 'leadscore-client', client_secret: 'leadscore-secret', ...form };
    const answer = await fetch(`${this.server.url}/services/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(whole),
    });
    return { status: answer.status, body: await answer.json(), headers: answer.headers };
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Said> {
    const answer = await fetch(`${this.server.url}/services/data/v60.0${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.session}`,
        'sforce-auto-assign': 'FALSE',
        'content-type': typeof body === 'string' ? 'text/csv' : 'application/json',
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: answer.status, body: isJson ? JSON.parse(text) : text, headers: answer.headers };
  }

  /** Seeds leads with the last names given; their ids in order. */
  leads(...names: readonly string[]): readonly string[] {
    const type = this.server.org.objectNamed('Lead');
    if (type === undefined) throw new Error('The org has no leads.');
    return names.map((LastName) => this.server.org.put(type, { LastName, Company: 'Acme' }).id);
  }

  /** Leads by a collections call. */
  update(records: readonly object[], more: object = {}): Promise<Said> {
    return this.call('PATCH', '/composite/sobjects', {
      records: records.map((record) => ({ attributes: { type: 'Lead' }, ...record })),
      ...more,
    });
  }
}

export const saved = (id: string | undefined): object => ({ id, success: true, errors: [] });

export const refused = (statusCode: string, message: string, ...fields: readonly string[]): object => ({
  success: false,
  errors: [{ statusCode, message, fields }],
});
