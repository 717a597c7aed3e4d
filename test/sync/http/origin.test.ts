import { expect, test } from 'vitest';
import { originFault } from '../../../scripts/sync/http/origin.js';

test.each([
  'https://example.my.salesforce.com',
  'https://crm.example.com:8443/path',
  'http://localhost:8069',
  'http://127.0.0.1:1',
  'http://127.8.9.1',
  'http://[::1]:5',
])('%s is an address to send to', (address) => {
  expect(originFault(address)).toBeUndefined();
});

test.each([
  ['http://example.com', 'is not https, and its host is not this machine'],
  ['http://localhost.example.com', 'is not https, and its host is not this machine'],
  ['http://127.0.0.1.example.com', 'is not https, and its host is not this machine'],
  ['http://0.0.0.0', 'is not https, and its host is not this machine'],
  ['ftp://localhost', 'is not https, and its host is not this machine'],
  ['example.com', 'is no address such as https://example.com'],
  ['', 'is no address such as https://example.com'],
  ['https://user:word@example.com', 'holds a name or password'],
  ['https://example.com/?q=1', 'has something after ? or #'],
  ['https://example.com/#a', 'has something after ? or #'],
])('%s %s', (address, fault) => {
  expect(originFault(address)).toBe(fault);
});
