/**
 * Conditions as GoogleSQL booleans with three values: TRUE, FALSE, and NULL for unknown. Every comparison with a NULL
 * column is NULL by itself, NOT of it is NULL, AND and OR follow Kleene: the rubric language means exactly that.
 */
import type { Condition, FieldRef, FieldTest, Literal, Result, Standards } from '../../rubric/model.js';
import { factColumn } from '../intermediate/lead-facts.js';
import { folded, foldedList, foldedText, numeric } from '../text/sql.js';
import { sqlxCode } from '../text/sqlx-code.js';
import { sqlxPattern, sqlxText } from '../text/sqlx-text.js';
import { behaviourColumn } from './behaviour.js';

/** The names under which a model that evaluates conditions has joined what they read. */
export interface ConditionScope {
  readonly facts: string;
  readonly behaviour: string;
  readonly scores: string;
  readonly standards: Standards;
  /** Where the model folds texts beforehand: the column of the facts that holds the field's. */
  readonly foldedColumn?: (field: FieldRef) => string;
}

function column(field: FieldRef, scope: ConditionScope): string {
  return `${scope.facts}.${factColumn(field)}`;
}

/** Text is compared without case and outer blanks, everything else as it is. */
function operand(field: FieldRef, scope: ConditionScope): string {
  if (field.type !== 'STRING') return column(field, scope);
  return scope.foldedColumn === undefined
    ? folded(column(field, scope))
    : `${scope.facts}.${scope.foldedColumn(field)}`;
}

/** The day of a DATE or of a moment, in the project's time zone. */
function dayOf(field: FieldRef, scope: ConditionScope): string {
  const value = column(field, scope);
  return field.type === 'DATE' ? value : `DATE(${value}, ${sqlxText(scope.standards.timeZone)})`;
}

function literalSql(literal: Literal, field: FieldRef): string {
  switch (literal.type) {
    case 'STRING':
      return foldedText(literal.value);
    case 'BOOL':
      return literal.value ? 'TRUE' : 'FALSE';
    case 'NUMERIC':
      return field.type === 'INT64' && literal.value.isInteger() ? literal.value.toFixed() : numeric(literal.value);
    case 'DATE':
      return `DATE '${literal.value}'`;
  }
}

/** Whole days from the field's day to the day of as_of, in the project's time zone. */
function ageInDays(field: FieldRef, scope: ConditionScope): string {
  return `DATE_DIFF(${scope.facts}.as_of_day, ${dayOf(field, scope)}, DAY)`;
}

function fieldSql(field: FieldRef, test: FieldTest, scope: ConditionScope): string {
  // These read the field as it is.
  if (test.op === 'matches') return `REGEXP_CONTAINS(${column(field, scope)}, ${sqlxPattern(test.text)})`;
  if (test.op === 'known') return `${column(field, scope)} IS NOT NULL`;
  if (test.op === 'unknown') return `${column(field, scope)} IS NULL`;
  // A rubric writes days: a moment is compared by its day, but with another moment as it is.
  const value = field.type === 'TIMESTAMP' && test.op !== 'compare' ? dayOf(field, scope) : operand(field, scope);
  switch (test.op) {
    case 'is':
      return test.value.type === 'BOOL'
        ? test.value.value
          ? value
          : `NOT ${value}`
        : `${value} = ${literalSql(test.value, field)}`;
    case 'in':
      return field.type === 'STRING'
        ? `${value} IN ${foldedList(test.values.map((literal) => String(literal.value)))}`
        : `${value} IN (${test.values.map((literal) => literalSql(literal, field)).join(', ')})`;
    case 'in_list':
      return `${value} IN ${foldedList(scope.standards.lists.get(test.list) ?? [])}`;
    case 'between':
      return `${value} BETWEEN ${literalSql(test.low, field)} AND ${literalSql(test.high, field)}`;
    case 'at_least':
      return `${value} >= ${literalSql(test.value, field)}`;
    case 'at_most':
      return `${value} <= ${literalSql(test.value, field)}`;
    case 'starts_with':
      return `STARTS_WITH(${value}, ${foldedText(test.text)})`;
    case 'contains':
      return `STRPOS(${value}, ${foldedText(test.text)}) > 0`;
    case 'older_than':
      return `${ageInDays(field, scope)} >= ${test.days}`;
    case 'newer_than':
      return `${ageInDays(field, scope)} < ${test.days}`;
    case 'compare':
      return `${value} ${test.comparison} ${operand(test.other, scope)}`;
  }
}

/** The column of a rubric's scores that holds a result. */
export function resultColumn(result: Result): string {
  switch (result.kind) {
    case 'total':
      return 'total_score';
    case 'coverage':
      return 'coverage';
    case 'account':
      return 'account_score';
    case 'dimension':
      return `${result.dimension}_score`;
  }
}

/** Joins parts with AND or OR; each part in parentheses unless it is a single comparison. */
function joined(parts: readonly string[], word: 'AND' | 'OR'): string {
  if (parts.length === 1) return parts.join('');
  return parts.map((part) => (/ (AND|OR) /.test(part) ? `(${part})` : part)).join(` ${word} `);
}

export function conditionSql(condition: Condition, scope: ConditionScope): string {
  switch (condition.kind) {
    case 'all':
      return joined(
        condition.of.map((part) => conditionSql(part, scope)),
        'AND',
      );
    case 'any':
      return joined(
        condition.of.map((part) => conditionSql(part, scope)),
        'OR',
      );
    case 'not':
      return `NOT (${conditionSql(condition.of, scope)})`;
    case 'field':
      return fieldSql(condition.field, condition.test, scope);
    case 'behaviour': {
      const count = `COALESCE(${scope.behaviour}.${behaviourColumn(condition)}, 0)`;
      const { min, max } = condition.people ?? condition.times;
      const holds = max === undefined ? `${count} >= ${min}` : `${count} BETWEEN ${min} AND ${max}`;
      return condition.people === undefined ? holds : `IF(${scope.facts}.account_id IS NULL, NULL, ${holds})`;
    }
    case 'result': {
      const value = `${scope.scores}.${resultColumn(condition.result)}`;
      const parts = [
        ...(condition.atLeast === undefined ? [] : [`${value} >= ${numeric(condition.atLeast)}`]),
        ...(condition.atMost === undefined ? [] : [`${value} <= ${numeric(condition.atMost)}`]),
      ];
      return joined(parts, 'AND');
    }
    case 'grade':
      return `${scope.scores}.${condition.dimension}_grade IN (${condition.letters.map(sqlxText).join(', ')})`;
    case 'cell':
      return `${scope.scores}.cell IN (${condition.cells.map(sqlxText).join(', ')})`;
    case 'sql':
      return `(${sqlxCode(condition.sql, condition.at).replace(
        /\b(lead|account)\.([a-z_][a-z0-9_]*)\b/g,
        (_, entity: string, name: string) =>
          `${scope.facts}.${factColumn({ entity: entity === 'lead' ? 'lead' : 'account', name })}`,
      )})`;
  }
}

/** A condition that is true exactly when the given one is unknown; undefined where it never can be. */
export function unknownSql(condition: Condition, scope: ConditionScope): string | undefined {
  switch (condition.kind) {
    case 'behaviour':
      return condition.people === undefined ? undefined : `(${conditionSql(condition, scope)}) IS NULL`;
    case 'result':
      return condition.result.kind === 'account' ? `(${conditionSql(condition, scope)}) IS NULL` : undefined;
    case 'grade':
    case 'cell':
      return undefined;
    case 'field':
      if (condition.test.op === 'known' || condition.test.op === 'unknown') return undefined;
      if (condition.test.op === 'compare') break;
      return `${column(condition.field, scope)} IS NULL`;
    case 'not':
      return unknownSql(condition.of, scope);
    case 'all':
    case 'any':
      if (condition.of.every((part) => unknownSql(part, scope) === undefined)) return undefined;
      break;
    case 'sql':
      break;
  }
  return `(${conditionSql(condition, scope)}) IS NULL`;
}
