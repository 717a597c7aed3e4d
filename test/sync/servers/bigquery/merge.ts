import { ApiError } from './error.js';

/** The one form of MERGE that is known here: names of columns, and all that is computed in the source. */
export interface ReadMerge {
  readonly into: { readonly project: string; readonly dataset: string; readonly table: string };
  /** GoogleSQL. */
  readonly source: string;
  readonly key: readonly string[];
  readonly update: readonly string[];
  readonly insert: readonly string[];
  readonly removes: boolean;
}

const whole =
  /^MERGE `([^`\\]+)`\.`([^`\\]+)`\.`([^`\\]+)` AS T\nUSING \(\n([\s\S]*)\n\) AS S\nON ([^\n]+)\n([\s\S]+)$/;
const matched = /^WHEN MATCHED THEN\n {2}UPDATE SET ([^\n]+)$/;
const removal = /^WHEN MATCHED THEN\n {2}DELETE$/;
const notMatched = /^WHEN NOT MATCHED THEN\n {2}INSERT \(([^()\n]+)\) VALUES \(([^()\n]+)\)$/;

/** Undefined where the statement is no MERGE. Throws where it is one of another form. */
export function readMerge(sql: string): ReadMerge | undefined {
  if (!/^\s*MERGE\b/i.test(sql)) return undefined;
  const [, project, dataset, table, source, on = '', rest = ''] = whole.exec(sql) ?? [];
  if (project === undefined || dataset === undefined || table === undefined || source === undefined)
    return refused(sql);
  let update: readonly string[] = [];
  let insert: readonly string[] = [];
  let removes = false;
  for (const arm of rest.split(/\n(?=WHEN )/)) {
    const sets = matched.exec(arm)?.[1];
    const [, names, values] = notMatched.exec(arm) ?? [];
    if (sets !== undefined) update = sets.split(', ').map((set) => same(/^`(\w+)` = S\.`(\w+)`$/, set));
    else if (names !== undefined && values !== undefined) {
      insert = names.split(', ').map((name) => /^`(\w+)`$/.exec(name)?.[1] ?? refused(name));
      const given = values.split(', ').map((value) => /^S\.`(\w+)`$/.exec(value)?.[1] ?? refused(value));
      if (given.join() !== insert.join()) refused(arm);
    } else if (removal.test(arm)) removes = true;
    else refused(arm);
  }
  const key = on.split(' AND ').map((one) => same(/^T\.`(\w+)` = S\.`(\w+)`$/, one));
  return { into: { project, dataset, table }, source, key, update, insert, removes };
}

function same(form: RegExp, text: string): string {
  const [, to, from] = form.exec(text) ?? [];
  return to !== undefined && to === from ? to : refused(text);
}

function refused(text: string): never {
  throw new ApiError(400, 'invalidQuery', `This form of MERGE is not known here: ${text}`);
}
