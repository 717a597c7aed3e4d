import type { Endpoint } from '../endpoint.js';

/** GET /limits: the day's calls; the other limits of an org are left out. */
export const limits: Endpoint = {
  method: 'GET',
  path: /^\/limits\/?$/,
  isWrite: false,
  answer(org) {
    const { dailyCalls, usedCalls } = org.settings;
    return {
      status: 200,
      body: {
        DailyApiRequests: { Max: dailyCalls, Remaining: Math.max(0, dailyCalls - usedCalls) },
        DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 10_000 },
      },
    };
  },
};
