/** What `leadscore explain` says of the model beside the rules: its value, and the terms that weigh most. */
import { Decimal } from 'decimal.js';
import type { Row } from '../engine/engine.js';
import { column, text } from './explain-text.js';

/** More terms than this are told in one line. */
const MOST = 10;

const addsOf = (row: Row): Decimal => new Decimal(text(row.adds) === '' ? '0' : text(row.adds));
const sumOf = (rows: readonly Row[]): Decimal => rows.reduce((sum, row) => sum.plus(addsOf(row)), new Decimal(0));

/** That the terms add up to the value; so it is where there is no model any more. */
export function isModelExact(score: Row, terms: readonly Row[]): boolean {
  const value = text(score.predictive_value);
  return value === '' || sumOf(terms).equals(value);
}

/** @param terms of one score, by their number; nothing is said of a rubric without a model */
export function modelLines(score: Row, terms: readonly Row[]): readonly string[] {
  if (text(score.predictive_value) === '') return [];
  const isConstant = (row: Row): boolean => text(row.arm) === 'always';
  const asked = terms.filter((row) => !isConstant(row));
  const rest = asked.slice(MOST);
  const told = [
    ...asked.slice(0, MOST).map((row) => ({ adds: addsOf(row), words: text(row.reason), place: text(row.place) })),
    ...(rest.length === 0 ? [] : [{ adds: sumOf(rest), words: `${rest.length} more terms together`, place: '' }]),
    ...terms.filter(isConstant).map((row) => ({ adds: addsOf(row), words: text(row.reason), place: text(row.place) })),
  ];
  const verdict = isModelExact(score, terms)
    ? "= the model's value"
    : `THE TERMS DO NOT ADD UP TO THE VALUE, ${text(score.predictive_value)}`;
  const lines = [...told, { adds: sumOf(terms), words: verdict, place: '' }];
  const adds = column(lines.map((line) => line.adds));
  const width = Math.max(...lines.map((line) => line.words.length));
  return [
    '',
    '  what the model adds up; no point of the score comes from it',
    ...lines.map((line, at) => ` ${adds[at] ?? ''}  ${line.words.padEnd(width)}  ${line.place}`.trimEnd()),
  ];
}
