import type { Value } from '../../../scripts/engine/engine.js';
import { cellText } from '../compare.js';
import { pool } from '../entries/pools.js';
import { parseType, typeText } from '../judge/types.js';
import type { PartResult } from '../part.js';
import type { Sides } from '../sides.js';

/** For each type, GoogleSQL that writes a value as text, which must be the text the value was given as. */
const writers: Readonly<Record<string, string>> = {
  STRING: 'v',
  INT64: 'CAST(v AS STRING)',
  NUMERIC: 'CAST(v AS STRING)',
  BOOL: 'CAST(v AS STRING)',
  DATE: 'CAST(v AS STRING)',
  TIMESTAMP: "FORMAT_TIMESTAMP('%E4Y-%m-%dT%H:%M:%E*SZ', v)",
  BYTES: 'TO_BASE64(v)',
};
/** Types whose text is not unique; the way there and back is judged alone. */
const others = [
  'FLOAT64',
  'ARRAY<STRING>',
  'ARRAY<NUMERIC>',
  'STRUCT<a INT64, b STRING>',
  'ARRAY<STRUCT<k STRING, at TIMESTAMP, d DATE>>',
];

/**
 * Judges the judge's own conversions: each pool's values go to both sides and come back the same, and the judge writes
 * them as the text they were given as, so that a mistake made twice (there and back) is seen too.
 */
export async function judgeConversions(sides: Sides): Promise<PartResult> {
  const failures: string[] = [];
  let values = 0;
  for (const text of [...Object.keys(writers), ...others]) {
    const type = parseType(text);
    const given = pool(type);
    const relation = {
      columns: [
        { name: 'n', type: parseType('INT64') },
        { name: 'v', type },
      ],
      rows: given.map((value, at): Value[] => [at, value]),
    };
    const { judge } = await sides.hold({ values: relation });
    const writer = writers[text];
    const answers = {
      judge: await judge('SELECT n, v FROM `values`'),
      duckdb: await sides.session.query('SELECT n, v FROM "values"'),
      written: await judge(`SELECT n, ${writer ?? 'v'} AS v FROM \`values\``),
    };
    for (const [side, answer] of Object.entries(answers)) {
      const got = new Map(answer.rows.map((row) => [row[0], row[1] ?? null]));
      if (side !== 'written' && typeText(answer.columns[1]?.type ?? type) !== text)
        failures.push(`${side}: ${text} came back as another type`);
      for (const [at, value] of given.entries()) {
        values += 1;
        const want = side === 'written' && writer !== undefined && value !== null ? String(value) : value;
        const came = got.get(at) ?? null;
        if (cellText(came) !== cellText(want))
          failures.push(`${side}: ${text} ${cellText(want)} came back as ${cellText(came)}`);
      }
    }
  }
  return {
    part: 'conversions',
    counts: { values },
    passed: values - failures.length,
    failed: failures.length,
    failures,
    notes: [],
  };
}
