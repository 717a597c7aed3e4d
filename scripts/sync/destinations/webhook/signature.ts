import { createHmac } from 'node:crypto';

/**
 * `v1=` and the HMAC-SHA256, in hexadecimal, of timestamp, a point and the body. The receiver makes the same and takes no
 * call whose timestamp is minutes old: then nobody can send it once more.
 */
export function signatureOf(key: string, timestamp: number, body: string): string {
  return `v1=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`;
}
