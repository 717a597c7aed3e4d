import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Problem } from '../../../../scripts/problem.js';
import { testEngine } from '../open-test-engine.js';
import { temporaryFolder } from '../../../temporary-folder.js';
import { problemsOf } from '../problems-of.js';
import { crm, lead, load, writeFiles } from './raw-project.js';

/** `file:line:column code`, what, why, what to do: the whole problem as lines of text. */
function shown(problem: Problem): string {
  const { place } = problem;
  const at = place === undefined ? '' : `${place.file}:${place.line}:${place.column} `;
  return [`${at}${problem.code}`, problem.what, problem.why, problem.todo]
    .filter((line) => line !== undefined)
    .join('\n');
}

interface Case {
  readonly name: string;
  readonly file: string;
  /** Absent: the file is not there. */
  readonly content?: string | Buffer;
  readonly types?: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

const types = { a: 'STRING', b: 'STRING', c: 'STRING' };

const cases: readonly Case[] = [
  {
    name: 'a missing file',
    file: 'raw/lead.csv',
    problems: [
      `rubrics/sources/crm.yaml:4:5 raw/missing-file
No file matches raw/lead.csv (raw table crm.lead).
Put the file there, or name another one by --raw; paths are relative to the project.`,
    ],
  },
  {
    name: 'a glob that matches nothing',
    file: 'raw/**/*.parquet',
    problems: [
      `rubrics/sources/crm.yaml:4:5 raw/missing-file
No file matches raw/**/*.parquet (raw table crm.lead).
Put the file there, or name another one by --raw; paths are relative to the project.`,
    ],
  },
  {
    name: 'a format that cannot be read',
    file: 'lead.xlsx',
    content: 'PK',
    problems: [
      `lead.xlsx:1:1 raw/unknown-format
The file's ending is none that can be read.
Give it one of .csv, .tsv, .ndjson, .jsonl, .json, .parquet; unpack a compressed file first.`,
    ],
  },
  {
    name: 'an empty file',
    file: 'lead.csv',
    content: '',
    problems: [
      `lead.csv:1:1 raw/empty-file
The file is empty (0 bytes).
An export that broke off looks just so; a table without rows still has a header or an empty list.
Export it again, or take it out.`,
    ],
  },
  {
    name: 'a header of blank lines',
    file: 'lead.csv',
    content: '\na,b,c\n1,2,3\n',
    problems: [
      `lead.csv:1:1 raw/nameless-column
The first line is empty; it must name the columns.
Put the names of the columns into the first line.`,
    ],
  },
  {
    name: 'a nameless column at the end and one in the middle',
    file: 'lead.csv',
    content: 'a, ,b,c,\n1,2,3,4,\n',
    problems: [
      `lead.csv:1:3 raw/nameless-column
Column 2 of 5 has no name.
A column can only be read by its name.
Name it in the first line, or take the column out (a delimiter too many at the end of the lines).`,
      `lead.csv:1:9 raw/nameless-column
Column 5 of 5 has no name.
A column can only be read by its name.
Name it in the first line, or take the column out (a delimiter too many at the end of the lines).`,
    ],
  },
  {
    name: 'two columns of one name',
    file: 'lead.csv',
    content: 'a,"b",c,B\n1,2,3,4\n',
    problems: [
      `lead.csv:1:9 raw/duplicate-column
Columns 2 and 4 are both named "B".
Names are compared without case, as the warehouse does.
Rename one of them in the first line.`,
    ],
  },
  {
    name: 'ragged rows, after a cell with line breaks',
    file: 'lead.csv',
    content: 'a,b,c\n"1\n\n1",2,3\n1,2\n\n1,2,3\n1,2,3,4\n',
    problems: [
      `lead.csv:5:1 raw/ragged-row
The row has 2 fields, the header 3.
Add the missing fields, or look for a line break inside a field without quotes.`,
      `lead.csv:8:1 raw/ragged-row
The row has 4 fields, the header 3.
Quote the field that holds the delimiter, or take out the extra one.`,
    ],
  },
  {
    name: 'Latin-1 instead of UTF-8',
    file: 'lead.csv',
    content: Buffer.from('a,b,c\n1,J\u00fcrgen,3\n1,2,3\n1,2,caf\u00e9\n', 'latin1'),
    problems: [
      `lead.csv:2:4 raw/wrong-encoding
The file is not UTF-8: byte 9 of the file begins no character.
Save it again as UTF-8 (in Excel: "CSV UTF-8"); other encodings are not read.`,
      `lead.csv:4:8 raw/wrong-encoding
The file is not UTF-8: byte 30 of the file begins no character.
Save it again as UTF-8 (in Excel: "CSV UTF-8"); other encodings are not read.`,
    ],
  },
  {
    name: 'UTF-16',
    file: 'lead.csv',
    content: Buffer.from('\ufeffa,b,c\n1,2,3\n', 'utf16le'),
    problems: [
      `lead.csv:1:1 raw/wrong-encoding
The file is UTF-16, not UTF-8: byte 0 begins a UTF-16 byte order mark.
Save it again as UTF-8 (in Excel: "CSV UTF-8").`,
    ],
  },
  {
    name: 'an unclosed quote',
    file: 'lead.csv',
    content: 'a,b,c\n1,2,3\n4,"5,6\n7,8,9\n',
    problems: [
      `lead.csv:3:3 raw/unclosed-quote
A quoted text begins here and never ends.
Everything after it would be read as one cell.
Close the quote, or write a quote inside a text as "".`,
    ],
  },
  {
    name: 'a quote inside a quoted text',
    file: 'lead.csv',
    content: 'a,b,c\n1,"the "best" one",3\n',
    problems: [
      `lead.csv:2:9 raw/stray-quote
Text follows a closing quote.
Put the whole field into quotes, and write a quote inside it as "".`,
    ],
  },
  {
    name: 'values that are not of their type',
    file: 'lead.csv',
    content: `n,d,b,at,x
1,2024-01-01,true,2024-01-01,1.5
1.0,2024-02-30,maybe,31/12/2024 10:00,"1,5"
9223372036854775808,"24-1-1",2,2024-01-01T25:00:00Z,1e999
\u00fc\u00fc,0000-01-01,x\u001b[31m${'y'.repeat(50)},"now
now",NaN
`,
    types: { n: 'INT64', d: 'DATE', b: 'BOOL', at: 'TIMESTAMP', x: 'FLOAT64' },
    problems: [
      ['3:1', 'n', '1.0', 'an INT64', '1200'],
      ['3:5', 'd', '2024-02-30', 'a DATE', '2024-12-31'],
      ['3:16', 'b', 'maybe', 'a BOOL', 'true'],
      ['3:22', 'at', '31/12/2024 10:00', 'a TIMESTAMP', '2024-12-31T23:59:59Z'],
      ['3:39', 'x', '1,5', 'a FLOAT64', '1200.5'],
      ['4:1', 'n', '9223372036854775808', 'an INT64', '1200'],
      ['4:21', 'd', '24-1-1', 'a DATE', '2024-12-31'],
      ['4:30', 'b', '2', 'a BOOL', 'true'],
      ['4:32', 'at', '2024-01-01T25:00:00Z', 'a TIMESTAMP', '2024-12-31T23:59:59Z'],
      ['4:53', 'x', '1e999', 'a FLOAT64', '1200.5'],
      ['5:1', 'n', '\u00fc\u00fc', 'an INT64', '1200'],
      ['5:4', 'd', '0000-01-01', 'a DATE', '2024-12-31'],
      ['5:15', 'b', `x [31m${'y'.repeat(34)}...`, 'a BOOL', 'true'],
      ['5:72', 'at', 'now now', 'a TIMESTAMP', '2024-12-31T23:59:59Z'],
      ['6:6', 'x', 'NaN', 'a FLOAT64', '1200.5'],
    ].map(
      ([at, column, value, type, example]) => `lead.csv:${at} raw/bad-value
Column "${column}" holds "${value}", which is not ${type}.
Write it like ${example}, or declare the column STRING in the source's lock file and convert it in the mapping.`,
    ),
  },
  {
    name: 'more problems than anyone reads',
    file: 'lead.csv',
    content: `n\n${Array.from({ length: 23 }, () => 'x\n').join('')}`,
    types: { n: 'INT64' },
    problems: [
      ...Array.from(
        { length: 20 },
        (_, index) => `lead.csv:${index + 2}:1 raw/bad-value
Column "n" holds "x", which is not an INT64.
Write it like 1200, or declare the column STRING in the source's lock file and convert it in the mapping.`,
      ),
      `lead.csv:1:1 raw/more-problems
And 3 more problems in this file.`,
    ],
  },
  {
    name: 'a column that vanished, and one that was renamed',
    file: 'lead.csv',
    content: 'a,created_on,c\n1,2,3\n',
    types: { a: 'STRING', created_at: 'STRING', zip: 'STRING' },
    problems: [
      `lead.csv:1:1 raw/column-vanished
Column "created_at", which the source's lock file names, is not in the file.
Did you mean "created_on"? If it was renamed, run \`leadscore sources pull\` and adapt the mapping.`,
      `lead.csv:1:1 raw/column-vanished
Column "zip", which the source's lock file names, is not in the file.
Add it to the file, or run \`leadscore sources pull\` and see which mappings need it.`,
    ],
  },
  {
    name: 'lines that are no JSON, or no objects',
    file: 'lead.ndjson',
    content: '{"a": 1, "b": 2, "c": 3}\n{"a": 1,\n[1]\n{"a": 1, "b": "\\q"}\n',
    problems: [
      `lead.ndjson:2:9 raw/malformed-json
The record "{\\"a\\": 1," is not valid JSON.
Write one whole JSON object per line, or one array of objects in the file.`,
      `lead.ndjson:3:1 raw/malformed-json
A record is an array, not an object.
Write one whole JSON object per line, or one array of objects in the file.`,
      `lead.ndjson:4:17 raw/malformed-json
The record "{\\"a\\": 1, \\"b\\": \\"\\\\q\\"}" is not valid JSON.
Write one whole JSON object per line, or one array of objects in the file.`,
    ],
  },
  {
    name: 'values that are not of their type in a JSON list',
    file: 'lead.json',
    content:
      '[\n  {"a": "x", "b": [{"n": 1}]},\n  {"a": 1,\n   "b": [{"n": 1}, {"n": 1.5}]},\n  {"a": 1, "b": {"n": 1}}\n]\n',
    types: { a: 'INT64', b: 'ARRAY<STRUCT<n INT64>>' },
    problems: [
      `lead.json:2:4 raw/bad-value
Column "a" holds "x", which is not an INT64.
Write it like 1200, or declare the column STRING in the source's lock file and convert it in the mapping.`,
      `lead.json:4:4 raw/bad-value
Column "b.n" holds "1.5", which is not an INT64.
Write it like 1200, or declare the column STRING in the source's lock file and convert it in the mapping.`,
      `lead.json:5:12 raw/bad-value
Column "b" holds an object where an array is declared.
Mend the record, or declare the column's real type in the source's lock file.`,
    ],
  },
  {
    name: 'a key that no JSON record has',
    file: 'lead.ndjson',
    content: '{"a": 1, "b": 2}\n{"a": 1, "bc": 3}\n',
    problems: [
      `lead.ndjson:1:1 raw/column-vanished
Column "c", which the source's lock file names, is not in the file.
Did you mean "bc"? If it was renamed, run \`leadscore sources pull\` and adapt the mapping.`,
    ],
  },
  {
    name: 'a Parquet file that is none',
    file: 'lead.parquet',
    content: 'a,b,c\n1,2,3\n4,5,6\n',
    problems: [
      `lead.parquet:1:1 raw/not-parquet
The file is not a Parquet file: "PAR1" is missing at its beginning or end.
Export it again (a copy that broke off looks just so), or give it the ending of its real format.`,
    ],
  },
  {
    name: 'a lock type that is none',
    file: 'lead.csv',
    content: 'a\n1\n',
    types: { a: 'TEXT' },
    problems: [
      `rubrics/sources/crm.yaml:4:5 raw/unknown-type
The lock of raw table lead names a type that is none: "TEXT" is not a GoogleSQL type.
Run \`leadscore sources pull\`, or mend the lock file.`,
    ],
  },
];

it.each(cases)(
  '$name is said exactly, and the old table stays',
  async ({ file, content, types: lock = types, problems }) => {
    const engine = await testEngine();
    const folder = temporaryFolder('engine');
    writeFiles(folder, { 'old.csv': 'old\n1\n' });
    await load(engine, folder, crm(['old.csv'], { old: 'INT64' }));
    if (content !== undefined) writeFiles(folder, { [file]: content });
    const found = await problemsOf(load(engine, folder, crm([file], lock)));
    expect(found.map(shown)).toEqual(problems);
    expect(await engine.query(`SELECT * FROM ${lead}`)).toEqual([{ old: 1 }]);
  },
);

it('loads the good tables beside a bad one, and reports the problems of all files in one run', async () => {
  const engine = await testEngine();
  const folder = temporaryFolder('engine');
  writeFiles(folder, { 'good.csv': 'a\n1\n', 'bad1.csv': 'a\nx\n', 'bad2.csv': 'a\ny\n' });
  const source = crm(['good.csv'], { a: 'INT64' });
  const [table] = source.tables;
  if (table === undefined) throw new Error('no table');
  const bad = { ...table, name: 'bad', files: ['bad*.csv'] };
  const found = await problemsOf(load(engine, folder, { ...source, tables: [bad, table] }));
  expect(found.map(({ place }) => place)).toEqual([
    { file: 'bad1.csv', line: 2, column: 1 },
    { file: 'bad2.csv', line: 2, column: 1 },
  ]);
  expect(await engine.query(`SELECT * FROM ${lead}`)).toEqual([{ a: 1 }]);
});

it('falls back on the words of DuckDB where it refuses what the diagnosis accepts', async () => {
  const engine = await testEngine();
  const folder = temporaryFolder('engine');
  writeFiles(folder, { 'lead.csv': 'a,b\n1,2\r\n3,4\n' });
  const found = await problemsOf(load(engine, folder, crm(['lead.csv'], { a: 'INT64', b: 'INT64' })));
  expect(found.map(shown)).toEqual([
    `lead.csv:1:1 raw/unreadable
The file cannot be read: The CSV Parser state machine reached an invalid state. This can happen when is not possible to parse your CSV File with the given options, or the CSV File is not RFC 4180 compliant.
Export it again, or declare the column STRING in the lock file and convert it in the mapping.`,
  ]);
});

const trailing = new URL(
  '../../../../../shared/data/xeducation/variant_trailing_blank_column/Leads.csv',
  import.meta.url,
);
it.skipIf(!existsSync(trailing))(
  'names the blank column of a real export (skipped where that file is missing)',
  async () => {
    const engine = await testEngine();
    const found = await problemsOf(
      load(engine, temporaryFolder('engine'), crm([decodeURIComponent(trailing.pathname)])),
    );
    expect(found.map(({ code, place, what }) => [code, place?.line, place?.column, what])).toEqual([
      ['raw/nameless-column', 1, 751, 'Column 38 of 38 has no name.'],
    ]);
  },
);
