/** What options of several commands take. */
import { InvalidArgumentError, Option } from 'commander';

/** A whole number of at most twelve digits. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

/** A size as DuckDB takes it. */
export function size(text: string): string {
  if (!/^\d+(\.\d+)? *([KMGT]i?B)$/i.test(text))
    throw new InvalidArgumentError('It has to be a size, such as 4GB or 500MB.');
  return text;
}

/** The values of an option that may be given several times. */
export function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

/** `name=file`, several times: files by raw table. */
function rawOverride(
  text: string,
  before: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError('It has to be name=file, such as salesforce.lead=exports/lead.csv.');
  const name = text.slice(0, at);
  return new Map([...before, [name, [...(before.get(name) ?? []), text.slice(at + 1)]]]);
}

/** No default value: `warehouse.ts` knows it. */
export function databaseOption(): Option {
  return new Option('--database <file>', 'DuckDB: the warehouse file (default: ".leadscore/warehouse.duckdb")');
}

export function engineOption(): Option {
  return new Option('--engine <engine>', 'where the warehouse is').choices(['duckdb', 'bigquery']).default('duckdb');
}

export function rawOption(): Option {
  return new Option('--raw <name=file>', 'DuckDB: read this raw table from this file or glob; repeatable')
    .argParser(rawOverride)
    .default(new Map(), 'the files that its source names');
}
