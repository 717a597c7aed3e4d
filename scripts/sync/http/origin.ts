import { isIP } from 'node:net';

const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * What is wrong with an address that calls would go to, as the end of a sentence; undefined when nothing is. Only https,
 * unless the host is this machine: a token and people's data go there.
 */
export function originFault(text: string): string | undefined {
  if (!URL.canParse(text)) return 'is no address such as https://example.com';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'holds a name or password';
  if (url.search !== '' || url.hash !== '') return 'has something after ? or #';
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:' && isThisMachine(url)) return undefined;
  return 'is not https, and its host is not this machine';
}

/** Whether the address never leaves this machine. */
export function isThisMachine(url: URL): boolean {
  return localNames.has(url.hostname) || (isIP(url.hostname) === 4 && url.hostname.startsWith('127.'));
}
