import { Refused } from '../../call.js';
import type { Endpoint } from '../endpoint.js';
import { refusal } from '../refusal.js';
import { shown } from '../shown.js';
import { matching, parseQuery } from '../soql.js';

const pageRows = 2000;

/** GET /query?q=: live records; /queryAll: deleted and merged ones as well. 2,000 rows a page. */
export const query: Endpoint = {
  method: 'GET',
  path: /^\/(?<how>query|queryAll)\/?$/,
  isWrite: false,
  answer(org, call, { how }) {
    const text = call.query.get('q');
    if (text === null) throw new Refused(refusal(400, 'MALFORMED_QUERY', 'unexpected token: <EOF>'));
    const parsed = parseQuery(org, text);
    const found = matching(org, parsed, how === 'queryAll');
    if (parsed.columns.length === 0) return { status: 200, body: { totalSize: found.length, done: true, records: [] } };
    const records = found.map((record) => shown(org, record, parsed.columns, call.path));
    if (records.length <= pageRows) return { status: 200, body: { totalSize: records.length, done: true, records } };
    const locator = `01g${org.next()}-${pageRows}`;
    org.cursors.set(locator, records.slice(pageRows));
    const nextRecordsUrl = `${call.path.replace(/\/(query|queryAll)\/?$/, '')}/query/${locator}`;
    return {
      status: 200,
      body: { totalSize: records.length, done: false, nextRecordsUrl, records: records.slice(0, pageRows) },
    };
  },
};

/** GET /query/{locator}: the next rows of an answer. */
export const queryMore: Endpoint = {
  method: 'GET',
  path: /^\/query\/(?<locator>[\w-]+)$/,
  isWrite: false,
  answer(org, call, { locator = '' }) {
    const rest = org.cursors.get(locator);
    if (rest === undefined) throw new Refused(refusal(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator'));
    org.cursors.delete(locator);
    if (rest.length <= pageRows) return { status: 200, body: { totalSize: rest.length, done: true, records: rest } };
    const next = `01g${org.next()}-${pageRows}`;
    org.cursors.set(next, rest.slice(pageRows));
    const nextRecordsUrl = call.path.replace(/[\w-]+$/, next);
    return {
      status: 200,
      body: { totalSize: rest.length, done: false, nextRecordsUrl, records: rest.slice(0, pageRows) },
    };
  },
};
