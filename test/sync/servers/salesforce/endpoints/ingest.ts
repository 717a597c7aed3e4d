import { Refused, type Answer } from '../../call.js';
import { advance, errorText, type IngestJob } from '../bulk-job.js';
import { csvLine } from '../csv.js';
import type { Endpoint } from '../endpoint.js';
import { fieldNamed } from '../fields.js';
import { longId } from '../ids.js';
import type { Org } from '../org.js';
import { bodyOf } from '../record-input.js';
import { refusal } from '../refusal.js';

/** Bulk API 2.0, ingest: create, upload, close or abort, look, results. */

const ingestCreate: Endpoint = {
  method: 'POST',
  path: /^\/jobs\/ingest\/?$/,
  isWrite: true,
  answer(org, call) {
    const body = bodyOf(call);
    const type = org.objectNamed(String(body['object'] ?? ''));
    if (type === undefined) throw invalid(`Unable to find object: ${String(body['object'])}`);
    const {
      operation,
      externalIdFieldName: key,
      lineEnding = 'LF',
      contentType = 'CSV',
      columnDelimiter = 'COMMA',
    } = body;
    if (operation !== 'insert' && operation !== 'update' && operation !== 'upsert') {
      throw invalid(`Invalid operation: ${String(operation)}`);
    }
    if (body['assignmentRuleId'] !== undefined) {
      throw invalid('This server refuses a job that has an assignment rule: it could give records to other owners.');
    }
    if (operation === 'upsert' && (typeof key !== 'string' || fieldNamed(type, key)?.externalId !== true)) {
      throw invalid(`Invalid externalIdFieldName: ${String(key)}`);
    }
    if (lineEnding !== 'LF' && lineEnding !== 'CRLF') throw invalid(`Invalid lineEnding: ${String(lineEnding)}`);
    if (contentType !== 'CSV' || columnDelimiter !== 'COMMA') throw invalid('This server takes CSV with commas only.');
    const job: IngestJob = {
      id: longId(`750${org.next().toString(36).toUpperCase().padStart(12, '0')}`),
      type,
      operation,
      ...(typeof key === 'string' && { externalIdFieldName: key }),
      lineEnding,
      apiVersion: Number(/\/v([\d.]+)\//.exec(call.path)?.[1] ?? 0),
      createdDate: org.stamp(),
      state: 'Open',
      columns: [],
      rows: [],
      results: [],
    };
    org.jobs.set(job.id, job);
    return { status: 200, body: shownJob(job) };
  },
};

const ingestUpload: Endpoint = {
  method: 'PUT',
  path: /^\/jobs\/ingest\/(?<id>\w+)\/batches\/?$/,
  isWrite: true,
  answer(org, call, { id = '' }) {
    const job = jobNamed(org, id);
    if (job.state !== 'Open') throw invalid(`The job is ${job.state}, not Open.`, 'INVALIDJOBSTATE');
    if (job.data !== undefined) throw invalid('Data was uploaded before; a job takes one upload.', 'INVALIDJOBSTATE');
    if (!(call.headers['content-type'] ?? '').startsWith('text/csv')) throw invalid('Content-Type must be text/csv.');
    // The limit of 150 MB counts the data as base64.
    if (Math.ceil(call.body.length / 3) * 4 > 150_000_000) {
      return refusal(413, 'REQUEST_ENTITY_TOO_LARGE', 'The upload is larger than 150 MB.');
    }
    job.data = call.body.toString('utf8');
    return { status: 201 };
  },
};

const ingestClose: Endpoint = {
  method: 'PATCH',
  path: /^\/jobs\/ingest\/(?<id>\w+)\/?$/,
  isWrite: true,
  answer(org, call, { id = '' }) {
    const job = jobNamed(org, id);
    const { state } = bodyOf(call);
    const isOver = job.state === 'JobComplete' || job.state === 'Failed' || job.state === 'Aborted';
    if (state === 'Aborted' && !isOver) job.state = 'Aborted';
    else if (state === 'UploadComplete' && job.state === 'Open') job.state = 'UploadComplete';
    else throw invalid(`A job that is ${job.state} cannot become ${String(state)}.`, 'INVALIDJOBSTATE');
    return { status: 200, body: shownJob(job) };
  },
};

const ingestLook: Endpoint = {
  method: 'GET',
  path: /^\/jobs\/ingest\/(?<id>\w+)\/?$/,
  isWrite: false,
  answer(org, _call, { id = '' }) {
    const job = jobNamed(org, id);
    advance(org, job);
    return { status: 200, body: shownJob(job) };
  },
};

const ingestDelete: Endpoint = {
  method: 'DELETE',
  path: /^\/jobs\/ingest\/(?<id>\w+)\/?$/,
  isWrite: true,
  answer(org, _call, { id = '' }) {
    const job = jobNamed(org, id);
    if (job.state !== 'JobComplete' && job.state !== 'Failed' && job.state !== 'Aborted') {
      throw invalid(`A job that is ${job.state} cannot be deleted.`, 'INVALIDJOBSTATE');
    }
    org.jobs.delete(job.id);
    return { status: 204 };
  },
};

const ingestList: Endpoint = {
  method: 'GET',
  path: /^\/jobs\/ingest\/?$/,
  isWrite: false,
  answer(org) {
    return { status: 200, body: { done: true, records: [...org.jobs.values()].map(shownJob), nextRecordsUrl: null } };
  },
};

const ingestResults: Endpoint = {
  method: 'GET',
  path: /^\/jobs\/ingest\/(?<id>\w+)\/(?<which>successfulResults|failedResults|unprocessedrecords)\/?$/i,
  isWrite: false,
  answer(org, _call, { id = '', which = '' }) {
    const job = jobNamed(org, id);
    if (job.state !== 'JobComplete' && job.state !== 'Failed' && job.state !== 'Aborted') {
      throw invalid(`The job is ${job.state}; it has no results yet.`, 'INVALIDJOBSTATE');
    }
    return csv(resultLines(job, which.toLowerCase()));
  },
};

export const ingest: readonly Endpoint[] = [
  ingestCreate,
  ingestUpload,
  ingestClose,
  ingestLook,
  ingestDelete,
  ingestList,
  ingestResults,
];

function resultLines(job: IngestJob, which: string): readonly string[] {
  if (which === 'unprocessedrecords') {
    return [csvLine(job.columns), ...job.rows.slice(job.results.length).map(csvLine)];
  }
  const isSuccess = which === 'successfulresults';
  const lines = [csvLine(['sf__Id', isSuccess ? 'sf__Created' : 'sf__Error', ...job.columns])];
  job.results.forEach((result, at) => {
    if (result.success !== isSuccess) return;
    const said = isSuccess ? String(result.created === true) : errorText(result.errors);
    lines.push(csvLine([result.id ?? '', said, ...(job.rows[at] ?? [])]));
  });
  return lines;
}

function csv(lines: readonly string[]): Answer {
  return { status: 200, headers: { 'content-type': 'text/csv' }, body: lines.join('') };
}

function jobNamed(org: Org, id: string): IngestJob {
  const job = org.jobs.get(longId(id));
  if (job !== undefined) return job;
  throw new Refused(refusal(404, 'NOT_FOUND', 'The requested resource does not exist'));
}

function invalid(message: string, code = 'INVALIDJOB'): Refused {
  return new Refused(refusal(400, code, message));
}

function shownJob(job: IngestJob): Record<string, unknown> {
  return {
    id: job.id,
    operation: job.operation,
    object: job.type.name,
    createdById: '005000000000001AAA',
    createdDate: job.createdDate,
    systemModstamp: job.createdDate,
    state: job.state,
    ...(job.externalIdFieldName !== undefined && { externalIdFieldName: job.externalIdFieldName }),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: job.apiVersion,
    jobType: 'V2Ingest',
    contentUrl: `services/data/v${job.apiVersion.toFixed(1)}/jobs/ingest/${job.id}/batches`,
    lineEnding: job.lineEnding,
    columnDelimiter: 'COMMA',
    numberRecordsProcessed: job.results.length,
    numberRecordsFailed: job.results.filter(({ success }) => !success).length,
    retries: 0,
    totalProcessingTime: 0,
    ...(job.errorMessage !== undefined && { errorMessage: job.errorMessage }),
  };
}
