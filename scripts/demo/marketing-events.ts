import { forms, type Behaviour } from './behaviour.js';
import { day, stamp } from './clock.js';
import type { LaterActs } from './later-acts.js';
import type { Person } from './people.js';
import { random, type Random } from './random.js';
import { dirt } from './rates.js';
import type { Writer } from './writer.js';

type MarketingRow = Parameters<Writer['files']['marketing_events']['write']>[0];

/** Writes what the form and e-mail tool knows: forms that were sent, e-mails opened and clicked. */
export function writeMarketingEvents(
  writer: Writer,
  who: Person,
  deeds: Behaviour,
  later: LaterActs,
  seed: number,
): void {
  const draw = random(seed, 6, who.number);
  const email = who.email;
  if (email === null) return;
  let count = 0;
  const write = (event: {
    name: string;
    at: number;
    clientId: string | null;
    formId?: keyof typeof forms;
    campaign?: string;
  }): void => {
    const isForm = event.formId !== undefined;
    count += 1;
    const receivedAt = event.at + (draw.chance(dirt.lateForm) ? draw.between(1, 6) * day : draw.between(1, 90));
    const row: MarketingRow = {
      event_id: `me_${who.number.toString(36)}_${count}`,
      event_name: event.name,
      form_id: event.formId ?? null,
      email: asTyped(draw, email),
      first_name: isForm ? who.first : null,
      last_name: isForm ? who.last : null,
      company: isForm ? who.companyName : null,
      job_title: isForm ? who.title : null,
      occurred_at: stamp(event.at),
      received_at: stamp(receivedAt),
      ga_client_id: event.clientId,
      product_user_id: event.formId === 'trial' ? deeds.userId : null,
      page_path: event.formId === undefined ? null : forms[event.formId],
      campaign: event.campaign ?? null,
    };
    writer.files.marketing_events.write(row);
    if (draw.chance(dirt.duplicateForm)) {
      writer.files.marketing_events.write({ ...row, received_at: stamp(receivedAt + draw.between(60, 2 * day)) });
    }
  };
  for (const submit of deeds.formSubmits) {
    const campaign = draw.chance(0.3)
      ? draw.pick(['spring-launch', 'brand-search', 'linkedin-data-leaders'])
      : undefined;
    write({ name: 'form_submit', ...submit, ...(campaign === undefined ? {} : { campaign }) });
  }
  for (const act of deeds.emailActs) write(act);
  if (later.consultationAt !== null) {
    write({ name: 'form_submit', formId: 'consultation', at: later.consultationAt, clientId: deeds.clientIds[0] });
  }
  for (const again of later.isImpatient ? deeds.formSubmits : []) {
    if (again.formId !== 'ebook' && again.formId !== 'newsletter') continue;
    for (const wait of [40, 95]) write({ name: 'form_submit', ...again, at: again.at + wait });
  }
}

function asTyped(draw: Random, email: string): string {
  return draw.chance(0.05) ? email.toUpperCase() : email;
}
