import { createPrivateKey, type KeyObject } from 'node:crypto';
import { ProblemError } from '../../../problem.js';
import type { DestinationSettings } from '../kind.js';
import { secretName } from '../secrets.js';

/** The key that assertions are signed with. Throws `ProblemError` where it is missing or cannot be read. */
export function signingKey({ syncId, secret }: Pick<DestinationSettings, 'syncId' | 'secret'>): KeyObject {
  const text = secret('PRIVATE_KEY');
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(text);
  } catch {
    // Whatever OpenSSL says of it stays out of the message.
  }
  if (key?.asymmetricKeyType === 'rsa') return key;
  throw new ProblemError({
    code: 'sync/secret-malformed',
    severity: 'error',
    what: `${secretName(syncId, 'PRIVATE_KEY')} holds no RSA key that can be read.`,
    todo: 'Put the whole key there, from -----BEGIN PRIVATE KEY----- on, whose certificate the app has.',
  });
}
