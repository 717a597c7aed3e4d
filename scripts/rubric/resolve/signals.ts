import { didYouMean } from '../../problem/closest.js';
import type { Place } from '../../problem.js';
import type { Signal, SignalPattern } from '../model.js';
import { error, type Report } from '../report.js';
import type { PatternText, SignalsText, SignalText } from '../schema/signals.js';
import { plainWords } from '../words.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveSameAct } from './same-act.js';
import { isKnown, type Names } from './scope.js';

/** In file order, which decides: the first pattern that fits an event wins. */
export function resolveSignals(written: SignalsText, cursor: Cursor, sources: Names, report: Report): Signal[] {
  const all = Object.entries(written.signals ?? {});
  const names = new Set(cursor.keysUnder('signals'));
  const further = new Set(all.flatMap(([, signal]) => signal.also ?? []));
  return all.map(([name, signal]): Signal => {
    const at = cursor.at('signals', name);
    if (signal.from === undefined && at.isWhole && !further.has(name)) {
      report(
        error('signals/unmapped', at.keyPlace, `Nothing is an act of "${name}".`, {
          todo: 'Give it patterns under "from:", or name it in the "also:" of a signal.',
        }),
      );
    }
    const also = resolveAlso(name, signal.also ?? [], names, at, report).filter(
      (further) =>
        written.signals?.[further] === undefined ||
        isOfTheSame(signal, written.signals[further], further, at.at('also').place, report),
    );
    const sameAct = resolveSameAct(signal.same_act, signal.of === 'account', at.at('same_act'), sources, report);
    return {
      name,
      label: signal.label ?? plainWords(name),
      ...(signal.description !== undefined && { description: signal.description }),
      patterns: (signal.from ?? []).map((pattern, index) => {
        const place = at.at('from', index);
        checkParts(pattern, signal.of === 'account', place, report);
        return resolvePattern(pattern, place, sources, report);
      }),
      isUnused: signal.unused === true,
      isEmailOpen: signal.email_open === true,
      ...(signal.of !== undefined && { of: signal.of }),
      ...(also.length > 0 && { also }),
      ...(sameAct !== undefined && { sameAct }),
      at: at.keyPlace,
    };
  });
}

/** An event is an act of these, too. It is not followed further: what they name in their own `also` does not count here. */
function resolveAlso(
  name: string,
  written: readonly string[],
  names: ReadonlySet<string>,
  cursor: Cursor,
  report: Report,
): string[] {
  return written.filter((further, index) => {
    const place = cursor.at('also', index);
    if (further === name || written.indexOf(further) < index) {
      const what = further === name ? `"${name}" is named in its own "also".` : `"${further}" stands here twice.`;
      report(
        error('signals/also', place.place, what, {
          why: 'One event is at most one act of one signal.',
          todo: 'Take it out.',
        }),
      );
      return false;
    }
    return isKnown('signal', further, names, place, report);
  });
}

/** An event of a person is no fact of an account. */
function isOfTheSame(signal: SignalText, further: SignalText, name: string, place: Place, report: Report): boolean {
  if (signal.of === further.of) return true;
  const [one, other] =
    signal.of === 'account' ? ['a fact of an account', 'what people do'] : ['what people do', 'a fact of an account'];
  report(
    error('signals/also', place, `This signal is ${one}, and "${name}" is ${other}.`, {
      todo: 'Take it out, or say "of: account" for both.',
    }),
  );
  return false;
}

/** Parts that the events of people have and facts of accounts have not. */
const onlyOfPeople = ['path', 'form', 'campaign_type', 'campaign_status'] as const;

/** A part that the facts do not have would never fit. */
function checkParts(written: PatternText, isOfAccount: boolean, cursor: Cursor, report: Report): void {
  const strays = (isOfAccount ? onlyOfPeople : (['topic'] as const)).filter((part) => written[part] !== undefined);
  for (const part of strays) {
    const what = isOfAccount ? `A fact of an account has no "${part}".` : 'What people do has no "topic".';
    const todo = isOfAccount
      ? 'Use source, event, channel, campaign or topic.'
      : 'Say "of: account" for facts of an account without a person, or use another part.';
    report(error('signals/part', cursor.at(part).keyPlace, what, { todo }));
  }
}

function resolvePattern(written: PatternText, cursor: Cursor, sources: Names, report: Report): SignalPattern {
  const {
    source,
    event,
    channel,
    path,
    form,
    campaign,
    campaign_type: campaignType,
    campaign_status: campaignStatus,
    topic,
  } = written;
  if (cursor.isWhole && Object.keys(written).length === 0) {
    report(
      error('signals/empty-pattern', cursor.place, 'The pattern fits every event.', {
        todo: 'Name at least one of source, event, channel, path, form, campaign, campaign_type, campaign_status, topic.',
      }),
    );
  }
  if (source !== undefined && sources !== undefined && !sources.has(source)) {
    report(
      error('signals/unknown-source', cursor.at('source').place, `There is no source "${source}".`, {
        todo: didYouMean(source, sources) ?? 'Add rubrics/sources/<source>.yaml.',
      }),
    );
  }
  for (const [index, glob] of (path ?? []).entries()) checkGlob(glob, cursor.at('path', index), report);
  return {
    ...(source !== undefined && { source }),
    ...(event !== undefined && { event }),
    ...(channel !== undefined && { channel }),
    ...(path !== undefined && { path }),
    ...(form !== undefined && { form }),
    ...(campaign !== undefined && { campaign }),
    ...(campaignType !== undefined && { campaignType }),
    ...(campaignStatus !== undefined && { campaignStatus }),
    ...(topic !== undefined && { topic }),
    at: cursor.place,
  };
}

function checkGlob(glob: string, cursor: Cursor, report: Report): void {
  const fault =
    !glob.startsWith('/') && !glob.startsWith('*')
      ? 'must begin with "/"'
      : /[?#]/.test(glob)
        ? 'holds a "?" or "#"; queries are not part of a path'
        : glob.includes('***')
          ? 'has three stars in a row'
          : undefined;
  if (fault === undefined) return;
  report(
    error('signals/path', cursor.place, `The path "${glob}" ${fault}.`, {
      todo: 'Write it like /pricing, /blog/* (one part) or /docs/** (any number of parts).',
    }),
  );
}
