/** The sentences of every reason to stop. Refusals in them are masked by the destination, and once more here. */
import { masked } from '../http/masked.js';
import type { Refusal } from '../destination.js';
import type { StopReason } from './stop.js';

export function outOfQuota(refusal: Refusal): StopReason {
  return {
    status: 'paused_quota',
    code: 'quota',
    why: `The CRM takes no more calls for now (${said(refusal)}). Run \`npx leadscore sync apply\` again once it does; it goes on from here.`,
  };
}

/** `calls`: our share, which is used up. */
export function outOfBudget(calls: number, share: number): StopReason {
  return {
    status: 'paused_quota',
    code: 'budget',
    why: `Our share of the CRM's calls for today is used up: ${calls} calls, ${percent(share)} of what was left. Run \`npx leadscore sync apply\` again tomorrow, or raise "budget".`,
  };
}

export function askedToWait(refusal: Refusal, milliseconds: number): StopReason {
  return {
    status: 'paused_quota',
    code: 'retry-after',
    why: `The CRM asks to wait ${Math.ceil(milliseconds / 60_000)} minutes (${said(refusal)}). Run \`npx leadscore sync apply\` again after that; it goes on from here.`,
  };
}

export function signedOut(refusal: Refusal): StopReason {
  return {
    status: 'aborted',
    code: 'auth',
    why: `The CRM does not let us in, signed in anew as well (${said(refusal)}). No row was marked. Check the secrets of the sync, then run \`npx leadscore sync apply\` again.`,
  };
}

export function misconfigured(refusal: Refusal): StopReason {
  return {
    status: 'aborted',
    code: 'config',
    why: `The CRM would refuse every row (${said(refusal)}). Mend the mapping, or what the sync's user may do, then plan again.`,
  };
}

export function unreachable(refusal: Refusal, calls: number): StopReason {
  return {
    status: 'aborted',
    code: 'unreachable',
    why: `${calls} calls in a row brought nothing (${said(refusal)}). Run \`npx leadscore sync apply\` again once the CRM answers; it goes on from here.`,
  };
}

export function tooManyRejects(rejected: number, judged: number, share: number): StopReason {
  return {
    status: 'aborted',
    code: 'rejects',
    why: `The CRM rejected ${rejected} of the first ${judged} rows; "max_reject_share" is ${percent(share)}. See \`npx leadscore sync status\` for the reasons. After mending them plan again, or go on with \`npx leadscore sync apply --force\`.`,
  };
}

export const interrupted: StopReason = {
  status: 'running',
  code: 'interrupted',
  why: 'Interrupted. What was under way has ended and is recorded; `npx leadscore sync apply` goes on from here.',
};

export const faulty: StopReason = { status: 'failed', code: 'fault', why: 'A fault of our own.' };

function said({ code, message }: Refusal): string {
  return `${masked(code, [])}: ${masked(message, []).replace(/\.$/, '')}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
