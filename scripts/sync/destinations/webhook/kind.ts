import { type DestinationKind, readSecrets, timeoutKey } from '../kind.js';
import { passedOn } from '../passed-on.js';
import { webhookErrors } from './errors.js';

/** Any address that takes rows as signed JSON. */
export const webhook: DestinationKind = {
  name: 'webhook',
  connection: [{ key: 'url', type: 'url', isNeeded: true, is: 'the address to which rows are posted' }, timeoutKey],
  secrets: [
    {
      key: 'SIGNING_KEY',
      is: 'the key by which calls are signed, which the receiver has as well',
      pattern: /^[!-~]{32,512}$/,
      looksLike: 'a signing key: one word of 32 visible characters or more',
      isNeeded: () => true,
    },
  ],
  namesObjects: false,
  errorClasses: webhookErrors,
  actions: passedOn,
  async open(settings) {
    readSecrets(webhook, settings);
    const { WebhookDestination } = await import('./destination.js');
    return new WebhookDestination(settings);
  },
};
