import { fieldName, rubricFields } from '../../rubric/fields.js';
import type { SameAct, Signal, SignalPattern } from '../../rubric/model.js';
import { either, plainWords } from '../../rubric/words.js';
import { type Block, facts, heading, type Line, paragraph, table } from '../document.js';
import { type Names, withCode } from '../names.js';
import { days, sentence } from '../phrases.js';
import { usedIn } from '../../rubric/used.js';

/** Which event is which behaviour, which fields the rubric reads, and what stands on its lists. */
export function glossary({ project, rubric }: Names): readonly Block[] {
  const used = usedIn(rubric);
  const signals = project.signals.filter(({ name }) => used.signals.has(name));
  const fields = rubricFields(project.sources).filter((field) => used.fields.has(fieldName(field)));
  const lists = [...project.standards.lists].filter(([name]) => used.lists.has(name));
  return [
    ...(signals.length === 0
      ? []
      : [
          heading(2, 'What counts as which behaviour'),
          paragraph('An event is the first of these that fits; other kinds of behaviour may stand between them.'),
          ...table(
            ['Behaviour', 'Events'],
            signals.map((signal) => [withCode(sentence(signal.label), signal.name), patterns(signal)]),
          ),
        ]),
    ...(fields.length === 0
      ? []
      : [
          heading(2, 'Fields'),
          ...table(
            ['Field', 'Holds'],
            fields.map((field) => [[{ code: fieldName(field) }], sentence(field.description)]),
          ),
        ]),
    ...(lists.length === 0
      ? []
      : [
          heading(2, 'Lists'),
          ...facts(lists.map(([name, values]) => [sentence(plainWords(name)), values.join(', ')])),
        ]),
  ];
}

function patterns({ patterns: all, description, of, also = [], sameAct }: Signal): Line {
  const further = also.length === 0 ? '' : `; it counts as ${also.map(plainWords).join(' and ')}, too`;
  const whose = of === 'account' ? ', of the company without a person' : '';
  const same = sameAct === undefined ? '' : `; ${sameWords(sameAct)}`;
  const events = `${all.map(patternWords).join('; or ')}${whose}${further}${same}`;
  return description === undefined ? events : `${description}: ${events}`;
}

/** Whose word counts where several tell of one act. */
function sameWords({ by, per, prefer }: SameAct): string {
  const window =
    typeof per === 'object' ? `in ${days(per.days)}` : per === 'lifetime' ? 'at any time' : `in one ${per}`;
  const first = prefer.length === 0 ? 'the first' : `that of ${prefer.join(', else ')}, else the first`;
  return `several with the same ${by.join(' and ')} ${window} are one act: ${first} counts`;
}

function patternWords(pattern: SignalPattern): string {
  const part = (title: string, values: readonly string[] | undefined): readonly string[] =>
    values === undefined ? [] : [`${title} ${either(values)}`];
  const asked = [
    ...part('event', pattern.event),
    ...part('channel', pattern.channel),
    ...part('page', pattern.path),
    ...part('form', pattern.form),
    ...part('campaign', pattern.campaign),
    ...part('campaign type', pattern.campaignType),
    ...part('campaign status', pattern.campaignStatus),
    ...part('topic', pattern.topic),
  ];
  const source = pattern.source === undefined ? '' : ` (${pattern.source})`;
  return `${asked.length === 0 ? 'any event' : asked.join(' and ')}${source}`;
}
