import { spanDays } from '../../generate/health/windows.js';
import type { Place, Problem } from '../../problem.js';
import { ageWords, daysOf, isAtLeast } from '../age.js';
import { lookbacksOf } from '../lookbacks.js';
import type { Keeping, Project, Rubric, SameAct } from '../model.js';
import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'retention/too-short';

function line({ file, line: number }: Place): string {
  return `${file}:${number}`;
}

/** `25 months, which may be as few as 760 days` */
function keptFor(keep: Keeping): string {
  return keep.unit === 'day' ? ageWords(keep) : `${ageWords(keep)}, which may be as few as ${daysOf(keep).fewest} days`;
}

function scored(project: Project): readonly Rubric[] {
  return project.rubrics.filter(({ status }) => status === 'live' || status === 'shadow');
}

/** The days before as_of that input health reads, with the day that is not over and what the slowest source lags behind. */
function healthDays(project: Project): number {
  const lags = project.sources.flatMap(({ entities }) => entities.map(({ usualLagHours }) => usualLagHours));
  return spanDays + Math.ceil(Math.max(0, ...lags) / 24) + 1;
}

/** Events that go before the last rule has done with them would change scores that nobody has changed. */
export const retentionOfEvents: Check = {
  code,
  scope: 'project',
  check: (project) => {
    const events = project.retention?.events;
    if (events === undefined) return [];
    const { fewest } = daysOf(events);
    const health = healthDays(project);
    const spans = project.signals.flatMap(({ sameAct }) => (sameAct === undefined ? [] : [spanOf(sameAct)]));
    const before = Math.max(0, ...spans.map((span = 0) => span));
    return [
      ...scored(project).flatMap((rubric) =>
        lookbacksOf(rubric).flatMap(({ what, days, at }) =>
          days !== undefined && days + before <= fewest ? [] : [tooShort(what, days, before, at, events)],
        ),
      ),
      ...project.signals.flatMap(({ name, sameAct }) =>
        sameAct?.per === 'lifetime' ? [tooShort(`"same_act" of "${name}"`, undefined, 0, sameAct.at, events)] : [],
      ),
      ...(health <= fewest
        ? []
        : [
            error(
              code,
              events.at,
              `Input health looks at ${health} days, but events are kept for ${keptFor(events)}.`,
              {
                why: 'With fewer it would take what was deleted for what never came.',
                todo: `Keep events for at least ${health} days.`,
              },
            ),
          ]),
    ];
  },
};

/** Days of a window in which acts may be one and the same: the copy must not outlive the act that counts. */
function spanOf({ per }: SameAct): number | undefined {
  if (typeof per === 'object') return per.days;
  return { day: 1, week: 7, month: 31, lifetime: undefined }[per];
}

/** @param before days more, in which an earlier act may be the same as the last one that is read */
function tooShort(reads: string, days: number | undefined, before: number, at: Place, events: Keeping): Problem {
  const copies = before === 0 ? '' : ` (${before} of them for "same_act")`;
  const acts = days === undefined ? 'of any age' : `of up to ${days + before} days${copies}`;
  const what = `${reads} reads acts ${acts}, but events are kept for ${keptFor(events)}.`;
  const [keep, end] =
    days === undefined
      ? [`Take "events" out (${line(events.at)})`, 'ask about acts within a window here']
      : [`Keep events longer (${line(events.at)})`, 'shorten this'];
  return error(code, at, what, {
    why: 'Once older events are deleted, scores would change that nobody has changed.',
    todo: `${keep}, or ${end}.`,
  });
}

/** A link that goes before the events of the device it ties would take them off whoever they count for. */
export const retentionOfLinks: Check = {
  code,
  scope: 'project',
  check: ({ retention }) => {
    const { events, identityLinks } = retention ?? {};
    if (identityLinks === undefined || (events !== undefined && isAtLeast(identityLinks, events))) return [];
    const forEvents = events === undefined ? 'for ever' : `for ${ageWords(events)}`;
    const what = `Links between identities are kept for ${ageWords(identityLinks)}, but events ${forEvents}.`;
    return [
      error(code, identityLinks.at, what, {
        why: 'Acts of a device count for the person to whom a link leads: without it they would be nobody’s.',
        todo: events === undefined ? 'Say how long events are kept, too.' : 'Keep links at least as long as events.',
      }),
    ];
  },
};

/** A buffer asks how long ago a lead entered or left a tier. */
export const retentionOfTiers: Check = {
  code,
  scope: 'project',
  check: (project) => {
    const tiers = project.retention?.tiers;
    if (tiers === undefined) return [];
    return scored(project).flatMap((rubric) =>
      rubric.tiers.flatMap(({ name, buffer }) => {
        const days = Math.max(buffer?.stayDays ?? 0, buffer?.coolDownDays ?? 0);
        if (buffer === undefined || days <= daysOf(tiers).fewest) return [];
        const what = `The buffer of the tier "${name}" asks about ${days} days, but where leads stood is kept for ${keptFor(tiers)}.`;
        return [
          error(code, buffer.at, what, {
            why: 'A lead that is scored again after a pause would have lost its place too early.',
            todo: `Keep tiers longer (${line(tiers.at)}), or shorten this.`,
          }),
        ];
      }),
    );
  },
};
