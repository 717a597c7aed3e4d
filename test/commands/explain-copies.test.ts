import { expect, test } from 'vitest';
import { copyLines } from '../../scripts/commands/explain-copies.js';

const copy = (stream: string, day: string, counted: string) => ({
  signal: 'webinar',
  stream,
  day,
  counted_act_key: counted,
  counted_stream: 'zoom',
  counted_day: '2026-06-10',
});

test('[C5] explain names the channels of an act that counts once', () => {
  const copies = [
    copy('files', '2026-06-10', 'zoom:1'),
    copy('salesforce_campaigns', '2026-06-11', 'zoom:1'),
    copy('files', '2026-06-12', 'zoom:2'),
  ];
  expect(copyLines(copies, new Map([['webinar', 'came to a webinar']]))).toEqual([
    '',
    'One act in several channels:',
    '  came to a webinar on 2026-06-10, told by zoom; also seen in files on 2026-06-10, salesforce_campaigns on 2026-06-11; counted once',
    '  came to a webinar on 2026-06-10, told by zoom; also seen in files on 2026-06-12; counted once',
  ]);
  expect(copyLines([], new Map())).toEqual([]);
});

test('[C5] a text of a source cannot steer the terminal', () => {
  const [, , line = ''] = copyLines([{ ...copy('a\u001b[31m', '2026-06-10', 'k'), signal: 'web_inar' }], new Map());
  expect(line).not.toContain('\u001b');
  expect(line).toContain('web inar on 2026-06-10');
});
