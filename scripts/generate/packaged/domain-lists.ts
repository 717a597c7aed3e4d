/** The lists of domains that come with packages, in the shape the generator wants. */
import { createRequire } from 'node:module';
import { disposableEmailBlocklist } from 'disposable-email-domains-js';
import type { DomainLists } from '../intermediate/domains.js';

/**
 * The table inside the tldts package: labels read from the right. It is not part of the package's interface, so the
 * version is pinned and a test compares what is read here with tldts' own answers.
 */
interface Trie {
  readonly edgeChild: Uint16Array;
  readonly edgeLength: Uint8Array;
  readonly edgeStart: Uint16Array;
  readonly labelText: string;
  readonly nodeFlags: Uint8Array;
  readonly rulesRoot: number;
  readonly exceptionsRoot: number;
}

const require = createRequire(import.meta.url);

/** Every suffix of the trie below `root`, written from left to right: 'co.uk', '*.ck'. */
function* suffixesBelow(trie: Trie, root: number): Generator<string> {
  const labels: string[] = [];
  let offset = 0;
  for (const length of trie.edgeLength) {
    labels.push(trie.labelText.slice(offset, offset + length));
    offset += length;
  }
  const open: { readonly node: number; readonly name: string }[] = [{ node: root, name: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.name !== '' && trie.nodeFlags[next.node] !== 0) yield next.name;
    for (let edge = trie.edgeStart[next.node] ?? 0; edge < (trie.edgeStart[next.node + 1] ?? 0); edge += 1) {
      const label = labels[edge] ?? '';
      open.push({ node: trie.edgeChild[edge] ?? 0, name: next.name === '' ? label : `${label}.${next.name}` });
    }
  }
}

/** Suffixes of two and more labels, free-mail and disposable domains, names of shared mailboxes, as the pinned packages have them. */
export function packagedDomainLists(): DomainLists {
  const trie: Trie = require('tldts/dist/cjs/src/data/trie.js');
  const suffixes: { suffix: string; kind: 'rule' | 'wildcard' | 'exception' }[] = [];
  for (const name of suffixesBelow(trie, trie.rulesRoot)) {
    if (name.startsWith('*.')) suffixes.push({ suffix: name.slice(2), kind: 'wildcard' });
    else if (name.includes('.')) suffixes.push({ suffix: name, kind: 'rule' });
  }
  for (const name of suffixesBelow(trie, trie.exceptionsRoot)) suffixes.push({ suffix: name, kind: 'exception' });
  const freeMail: unknown = require('email-providers/all.json');
  if (!Array.isArray(freeMail)) throw new TypeError('email-providers no longer holds a list');
  const roles: unknown = require('role-based-email-addresses');
  if (!Array.isArray(roles)) throw new TypeError('role-based-email-addresses no longer holds a list');
  return {
    suffixes,
    freeMail: freeMail.map(String),
    disposable: disposableEmailBlocklist(),
    roleAddresses: roles.map(String),
  };
}
