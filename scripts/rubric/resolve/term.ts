/** One term of an artefact: what it asks, as conditions whose first that holds says what is added. */
import { Decimal } from 'decimal.js';
import { didYouMean } from '../../problem/closest.js';
import type { Condition, FieldRef, Literal, Term } from '../model.js';
import { error } from '../report.js';
import type { TermText } from '../schema/artefact.js';
import { plainWords } from '../words.js';
import type { Cursor } from '../yaml/cursor.js';
import { isKnown, resolveField, type Scope } from './scope.js';

type Case = Term['cases'][number];
type Asked = (low: Decimal, at: Cursor) => Condition;

const code = 'rubric/term';
const NUMBER = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,3})?$/;

/** The term, or `undefined` when something in it is faulty, which is then reported. */
export function resolveTerm(written: TermText, cursor: Cursor, scope: Scope): Term | undefined {
  const fault = (at: Cursor, what: string, todo: string): undefined => {
    scope.report(error(code, at.keyPlace, what, { todo }));
    return undefined;
  };
  if (!cursor.isWhole) return undefined;
  const about = (['field', 'dimension', 'signal'] as const).filter((key) => written[key] !== undefined);
  if (about.length !== 1) {
    const what = `The term "${written.name}" must be about one of field, dimension or signal.`;
    return fault(cursor, what, 'Keep one of them.');
  }
  if (written.within !== undefined && written.signal === undefined)
    return fault(cursor.at('within'), '"within" belongs to a signal.', 'Take it away.');
  if ((written.values === undefined) === (written.bands === undefined)) {
    const what = `The term "${written.name}" must have either "values" or "bands".`;
    return fault(cursor, what, 'Write "values" for texts and for yes or no, "bands" for numbers.');
  }
  if (written.signal === undefined && written.unknown === undefined) {
    scope.report(
      error(code, cursor.keyPlace, `The term "${written.name}" does not say what unknown adds.`, {
        why: 'Unknown is not zero, and a value that the training never saw is unknown to the model, too.',
        todo: 'Add "unknown:" with a number.',
      }),
    );
    return undefined;
  }
  if (written.signal !== undefined && written.unknown !== undefined)
    return fault(cursor.at('unknown'), 'How often somebody did something is never unknown.', 'Take "unknown" away.');
  const cases =
    written.field !== undefined
      ? fieldCases(written, written.field, cursor, scope)
      : written.signal !== undefined
        ? signalCases(written, written.signal, cursor, scope)
        : dimensionCases(written, written.dimension ?? '', cursor, scope);
  return (
    cases && {
      name: written.name,
      label: written.label ?? plainWords(written.name),
      cases,
      ...(written.unknown !== undefined && { unknown: written.unknown }),
      at: cursor.keyPlace,
    }
  );
}

function fieldCases(written: TermText, name: string, cursor: Cursor, scope: Scope): readonly Case[] | undefined {
  const field = resolveField(name, cursor.at('field'), scope);
  if (field === undefined) return undefined;
  const place = cursor.at(written.values === undefined ? 'bands' : 'values').keyPlace;
  const mismatch = (todo: string): undefined => {
    scope.report(error('rubric/test-and-type', place, `${name} is ${field.type}.`, { todo }));
    return undefined;
  };
  switch (field.type) {
    case 'STRING':
    case 'BOOL':
      return written.values === undefined
        ? mismatch('Write "values", each with what it adds.')
        : valueCases(written.values, field, cursor.at('values'), scope);
    case 'INT64':
    case 'NUMERIC':
      return written.bands === undefined
        ? mismatch('Write "bands": the lowest number of each, with what it adds.')
        : bandCases(
            written.bands,
            cursor.at('bands'),
            scope,
            (value, at) => {
              const low: Literal = { type: 'NUMERIC', value };
              return { kind: 'field', field, test: { op: 'at_least', value: low }, at: at.keyPlace };
            },
            field.type === 'INT64' ? wholeLabel : bandLabel,
          );
    default:
      return mismatch('A term reads a text, a yes or no, or a number.');
  }
}

/** By the text of the value: their order means nothing, since at most one holds. */
function valueCases(
  values: NonNullable<TermText['values']>,
  field: FieldRef,
  cursor: Cursor,
  scope: Scope,
): readonly Case[] | undefined {
  const seen = new Map<string, string>();
  const cases = Object.entries(values).map(([value, adds]): Case | undefined => {
    const at = cursor.at(value).keyPlace;
    const folded = value.trim().toLowerCase();
    const literal = literalOf(value, field.type);
    if (literal === undefined) {
      const what = `"${value}" is no value of ${field.entity}.${field.name}, which is ${field.type}.`;
      const todo = field.type === 'BOOL' ? 'Write "true" and "false".' : 'A blank text is unknown: take it away.';
      scope.report(error(code, at, what, { todo }));
      return undefined;
    }
    const other = seen.get(folded);
    seen.set(folded, value);
    if (other !== undefined) {
      const what = `"${value}" and "${other}" are one value: text is compared without case and outer blanks.`;
      scope.report(error(code, at, what, { todo: 'Keep one of them.' }));
      return undefined;
    }
    const label = literal.type === 'BOOL' ? (literal.value ? 'yes' : 'no') : value.trim();
    return { when: { kind: 'field', field, test: { op: 'is', value: literal }, at }, adds, label, at };
  });
  const sound = cases.filter((each) => each !== undefined);
  if (sound.length < cases.length) return undefined;
  return sound.toSorted((a, b) => (a.label < b.label ? -1 : 1));
}

function literalOf(value: string, type: FieldRef['type']): Literal | undefined {
  if (type !== 'BOOL') return value.trim() === '' ? undefined : { type: 'STRING', value };
  return value === 'true' || value === 'false' ? { type: 'BOOL', value: value === 'true' } : undefined;
}

function dimensionCases(written: TermText, name: string, cursor: Cursor, scope: Scope): readonly Case[] | undefined {
  if (!scope.dimensions.includes(name)) {
    const todo = didYouMean(name, scope.dimensions);
    const what = `The rubric that uses this artefact has no dimension "${name}".`;
    scope.report(error('rubric/unknown-dimension', cursor.at('dimension').place, what, { todo }));
    return undefined;
  }
  if (written.bands === undefined) return needsBands(cursor, scope);
  return bandCases(
    written.bands,
    cursor.at('bands'),
    scope,
    (atLeast, at) => ({ kind: 'result', result: { kind: 'dimension', dimension: name }, atLeast, at: at.keyPlace }),
    bandLabel,
  );
}

function signalCases(written: TermText, name: string, cursor: Cursor, scope: Scope): readonly Case[] | undefined {
  const todo = 'Add it to rubrics/shared/signals.yaml.';
  if (!isKnown('signal', name, scope.signals, cursor.at('signal'), scope.report, todo)) return undefined;
  if (written.bands === undefined) return needsBands(cursor, scope);
  const bands = cursor.at('bands');
  const wrong = Object.keys(written.bands).find((low) => !/^(?:0|[1-9][0-9]{0,5})$/.test(low));
  if (wrong !== undefined) {
    const what = `"${wrong}" is no number of acts.`;
    scope.report(error(code, bands.at(wrong).keyPlace, what, { todo: 'Write whole numbers from 0.' }));
    return undefined;
  }
  if (written.bands['0'] === undefined) {
    const what = `The bands of the signal "${name}" do not begin with 0.`;
    const why = 'Whoever never did so must be somewhere.';
    scope.report(error(code, bands.keyPlace, what, { why, todo: 'Add "0" with what it adds.' }));
    return undefined;
  }
  return bandCases(
    written.bands,
    bands,
    scope,
    (low, at) => ({
      kind: 'behaviour',
      signals: [name],
      named: name,
      ...(written.within !== undefined && { withinDays: written.within }),
      times: { min: low.toNumber() },
      at: at.keyPlace,
    }),
    countLabel,
  );
}

function needsBands(cursor: Cursor, scope: Scope): undefined {
  const todo = 'Write "bands": the lowest number of each, with what it adds.';
  scope.report(error(code, cursor.at('values').keyPlace, 'A dimension or a signal is cut into bands.', { todo }));
}

/** From the highest bound down, so that reaching it is enough. */
function bandCases(
  bands: NonNullable<TermText['bands']>,
  cursor: Cursor,
  scope: Scope,
  asked: Asked,
  label: (low: Decimal, next: Decimal | undefined) => string,
): readonly Case[] | undefined {
  const wrong = Object.keys(bands).filter((low) => !NUMBER.test(low) || low === '-0');
  for (const low of wrong) {
    const what = `"${low}" is no lower bound of a band.`;
    const todo = 'Write a plain number with at most three digits after the point, in quotes: "50".';
    scope.report(error(code, cursor.at(low).keyPlace, what, { todo }));
  }
  if (wrong.length > 0) return undefined;
  const lows = Object.entries(bands)
    .map(([written, adds]) => ({ written, low: new Decimal(written), adds }))
    .toSorted((a, b) => a.low.comparedTo(b.low));
  const twice = lows.find(({ low }, index) => lows[index - 1]?.low.equals(low) === true);
  if (twice !== undefined) {
    const what = `Two bands begin at ${twice.low.toFixed()}.`;
    scope.report(error(code, cursor.at(twice.written).keyPlace, what, { todo: 'Keep one of them.' }));
    return undefined;
  }
  return lows
    .map(({ written, low, adds }, index) => ({
      when: asked(low, cursor.at(written)),
      adds,
      label: label(low, lows[index + 1]?.low),
      at: cursor.at(written).keyPlace,
    }))
    .toReversed();
}

function bandLabel(low: Decimal, next: Decimal | undefined): string {
  return next === undefined ? `${low.toFixed()} or more` : `${low.toFixed()} to below ${next.toFixed()}`;
}

/** Of whole numbers both ends can be named. */
function wholeLabel(low: Decimal, next: Decimal | undefined): string {
  if (next === undefined || !low.isInteger() || !next.isInteger()) return bandLabel(low, next);
  const last = next.minus(1);
  return last.equals(low) ? low.toFixed() : `${low.toFixed()} to ${last.toFixed()}`;
}

function countLabel(low: Decimal, next: Decimal | undefined): string {
  if (low.isZero() && next?.equals(1) === true) return 'never';
  return low.equals(1) && next?.equals(2) === true ? 'once' : `${wholeLabel(low, next)} times`;
}
