import type { Endpoint } from '../endpoint.js';

/** GET /account-info/v3/details: any token may ask. */
export const account: Endpoint = {
  method: 'GET',
  path: /^\/account-info\/details$/,
  scope: () => '',
  answer: () => ({
    status: 200,
    body: { portalId: 1, accountType: 'STANDARD', timeZone: 'UTC', utcOffset: '+00:00', utcOffsetMilliseconds: 0 },
  }),
};

/** GET /account-info/v3/api-usage/daily/private-apps: calls of the day. */
export const usage: Endpoint = {
  method: 'GET',
  path: /^\/account-info\/api-usage\/daily\/private-apps$/,
  scope: () => '',
  answer: (portal) => ({
    status: 200,
    body: {
      results: [
        {
          name: 'private-apps-api-calls-daily',
          usageLimit: portal.settings.dailyCalls,
          currentUsage: portal.settings.usedCalls,
          fetchStatus: 'SUCCESS',
        },
      ],
    },
  }),
};
