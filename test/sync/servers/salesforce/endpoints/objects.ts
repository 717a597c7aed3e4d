import type { Endpoint } from '../endpoint.js';

/** GET /sobjects: which objects there are. */
export const objects: Endpoint = {
  method: 'GET',
  path: /^\/sobjects\/?$/,
  isWrite: false,
  answer(org) {
    const sobjects = [...org.objects.values()].map(({ name, prefix }) => ({
      name,
      label: name,
      keyPrefix: prefix,
      queryable: true,
      updateable: true,
    }));
    return { status: 200, body: { encoding: 'UTF-8', maxBatchSize: 200, sobjects } };
  },
};
