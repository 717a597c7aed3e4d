import { didYouMean } from '../../problem/closest.js';
import type { Signal, SignalPattern } from '../model.js';
import { error, type Report } from '../report.js';
import type { PatternText, SignalsText } from '../schema/signals.js';
import { plainWords } from '../words.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Names } from './scope.js';

/** In file order, which decides: the first pattern that fits an event wins. */
export function resolveSignals(written: SignalsText, cursor: Cursor, sources: Names, report: Report): Signal[] {
  return Object.entries(written.signals ?? {}).map(([name, signal]): Signal => {
    const at = cursor.at('signals', name);
    return {
      name,
      label: signal.label ?? plainWords(name),
      ...(signal.description !== undefined && { description: signal.description }),
      patterns: signal.from.map((pattern, index) => resolvePattern(pattern, at.at('from', index), sources, report)),
      isUnused: signal.unused === true,
      isEmailOpen: signal.email_open === true,
      at: at.keyPlace,
    };
  });
}

function resolvePattern(written: PatternText, cursor: Cursor, sources: Names, report: Report): SignalPattern {
  const { source, event, path, form, campaign, campaign_type: campaignType, campaign_status: campaignStatus } = written;
  if (cursor.isWhole && Object.keys(written).length === 0) {
    report(
      error('signals/empty-pattern', cursor.place, 'The pattern fits every event.', {
        todo: 'Name at least one of source, event, path, form, campaign, campaign_type, campaign_status.',
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
    ...(path !== undefined && { path }),
    ...(form !== undefined && { form }),
    ...(campaign !== undefined && { campaign }),
    ...(campaignType !== undefined && { campaignType }),
    ...(campaignStatus !== undefined && { campaignStatus }),
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
