import { forms, type Behaviour } from './behaviour.js';
import { day } from './clock.js';
import type { LaterActs } from './later-acts.js';
import type { Person } from './people.js';
import { random } from './random.js';
import type { Frame } from './records.js';
import type { Intent } from './rates.js';
import type { Writer } from './writer.js';

/** How many days before as_of a visit lies at most. */
const visitSpread: Readonly<Record<Intent, number>> = { none: 180, low: 150, medium: 75, high: 28 };

/** Every person has room for so many visitor numbers; anonymous visitors come after the last. */
export const visitorsPerPerson = 3;

/** Writes how often each browser of the person visits, and hit by hit the visits in which a form is sent. */
export function writeVisitPlan(writer: Writer, who: Person, deeds: Behaviour, later: LaterActs, frame: Frame): void {
  const draw = random(frame.seed, 7, who.number);
  const [first, second] = deeds.clientIds;
  const country = who.country;
  const from = frame.asOf - Math.min(frame.days, visitSpread[who.intent]) * day;
  const row = { from_s: from, until_s: frame.asOf, country };
  const number = who.number * visitorsPerPerson;
  const secondVisits = second === undefined ? 0 : Math.floor(deeds.visits / 3);
  const firstVisits = deeds.visits - secondVisits;
  if (firstVisits > 0) {
    writer.plan.visitors.write({
      ...row,
      visitor: number,
      client_id: first,
      kind: who.intent,
      visits: firstVisits,
      user_id: null,
    });
  }
  if (second !== undefined && secondVisits > 0) {
    writer.plan.visitors.write({
      ...row,
      visitor: number + 1,
      client_id: second,
      kind: who.intent,
      visits: secondVisits,
      user_id: null,
    });
  }
  if (deeds.productVisits > 0 && deeds.signedUpAt !== null) {
    writer.plan.visitors.write({
      visitor: number + 2,
      client_id: first,
      kind: 'product',
      visits: deeds.productVisits,
      from_s: Math.max(deeds.signedUpAt + 600, frame.asOf - frame.days * day),
      until_s: frame.asOf,
      user_id: deeds.userId,
      country,
    });
  }
  deeds.formSubmits.forEach((submit, session) => {
    const path = forms[submit.formId];
    const isTrial = submit.formId === 'trial';
    const hits: { name: string; path: string; before: number; userId?: string | null }[] = [
      { name: 'session_start', path: '/', before: 400 },
      { name: 'page_view', path: '/', before: 400 },
      {
        name: 'page_view',
        path: draw.pick(['/product/pipelines', '/product/observability', '/customers/norvantis-bank']),
        before: 250,
      },
      { name: 'page_view', path, before: 120 },
      { name: 'form_start', path, before: 60 },
      ...(submit.formId === 'ebook' ? [{ name: 'file_download', path, before: -5 }] : []),
      ...(isTrial
        ? [
            { name: 'sign_up', path, before: -5, userId: deeds.userId },
            { name: 'trial_started', path: '/app/welcome', before: -40, userId: deeds.userId },
          ]
        : []),
    ];
    hits.forEach((hit, position) => {
      writer.plan.planned_hits.write({
        visitor: number,
        client_id: submit.clientId,
        session: 1000 + session,
        at_s: submit.at - hit.before,
        position,
        event_name: hit.name,
        path: hit.path,
        user_id: hit.userId ?? null,
        country,
      });
    });
  });
  later.comparisons.forEach((at, session) => {
    ['/', '/compare/others'].forEach((path, position) => {
      writer.plan.planned_hits.write({
        visitor: number,
        client_id: first,
        session: 2000 + session,
        at_s: at + position * 70,
        position,
        event_name: 'page_view',
        path,
        user_id: null,
        country,
      });
    });
  });
}
