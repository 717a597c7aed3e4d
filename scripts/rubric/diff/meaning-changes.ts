/** What changed between two versions of a project, in words; pure. */
import type { Place } from '../../problem.js';
import type { Project, Rubric } from '../model.js';
import { type Used, usedIn } from '../used.js';
import { type Difference, differences } from './compare.js';

export interface MeaningChange {
  /**
   * meaning: it can give a lead another score, tier or action. status: live, shadow, draft, retired. data: what raw
   * columns are read as. words: what people read, and who answers for it.
   */
  readonly kind: 'meaning' | 'status' | 'data' | 'words';
  /** Whose leads it can concern; none for `data`. */
  readonly rubrics: readonly string[];
  /** The rubric's file, or the shared one. */
  readonly file: string;
  /** "intent, demo_request: 45 -> 60 points" */
  readonly what: string;
  /** In the newer version, or in the older one for what is gone. */
  readonly place?: Place;
}

/** Every difference but comments and the order of keys, rubrics first. Nothing when both mean the same in the same words. */
export function meaningChanges(before: Project, after: Project): readonly MeaningChange[] {
  const names = [...new Set([...after.rubrics, ...before.rubrics].map(({ name }) => name))];
  const of = (project: Project, name: string): Rubric | undefined => project.rubrics.find((each) => each.name === name);
  return [
    ...names.flatMap((name) => rubricChanges(of(before, name), of(after, name))),
    ...sharedChanges(before, after),
  ];
}

function rubricChanges(before: Rubric | undefined, after: Rubric | undefined): readonly MeaningChange[] {
  const known = after ?? before;
  if (known === undefined) return [];
  const around = { rubrics: [known.name], file: known.file, place: known.at };
  if (before === undefined)
    return [{ kind: 'meaning', what: `new rubric, ${known.status}, version ${known.version}`, ...around }];
  if (after === undefined)
    return [{ kind: 'meaning', what: `rubric removed; it was ${known.status}, version ${known.version}`, ...around }];
  return differences(before, after).map((difference) => ({
    ...changeOf(difference),
    ...around,
    ...placed(difference),
  }));
}

function placed({ place }: Difference): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}

/** Keys at the top of a rubric that no score, tier or action depends on. */
const aboutRubric = new Set(['purpose', 'uses', 'owners', 'approved', 'changes', 'version']);
const wording = new Set(['label', 'description', 'why']);

function changeOf({ path, subject, what }: Difference): Pick<MeaningChange, 'kind' | 'what'> {
  const [top = ''] = path;
  const said = thresholdWords(subject.length === 0 ? what : `${subject.join(', ')}: ${what}`);
  if (top === 'status') return { kind: 'status', what: said };
  return { kind: aboutRubric.has(top) || wording.has(path.at(-1) ?? '') ? 'words' : 'meaning', what: said };
}

/** "tier hot: when total at least 80 -> total at least 75" is a threshold. */
function thresholdWords(what: string): string {
  return what.replace(
    /^(tier [^,:]+: )when total at least (\S+) -> total at least (\S+)$/,
    (_, tier: string, old: string, now: string) => `${tier}threshold ${old} -> ${now}`,
  );
}

// ---- shared files ---------------------------------------------------------------------------------------------

const SHARED = 'rubrics/shared/';

function sharedChanges(before: Project, after: Project): readonly MeaningChange[] {
  const uses = after.rubrics.map((rubric) => ({
    name: rubric.name,
    used: usedIn(rubric),
    label: rubric.outcome.label,
  }));
  type Use = (typeof uses)[number];
  const changes = (
    key: 'standards' | 'identity' | 'signals' | 'outcomes',
    concerns: (use: Use, path: readonly string[]) => boolean,
  ): readonly MeaningChange[] =>
    differences(before[key], after[key], { path: [key], subject: [] }).map((difference) => {
      const path = difference.path.slice(1);
      return {
        ...changeOf({ ...difference, path }),
        rubrics: uses.filter((use) => concerns(use, path)).map(({ name }) => name),
        file: `${SHARED}${key}.yaml`,
        ...placed(difference),
      };
    });
  return [
    ...changes('signals', ({ used }, [signal]) => signal === undefined || used.signals.has(signal)),
    ...changes('standards', ({ used }, path) => readsStandard(used, path)),
    ...changes('identity', () => true),
    ...changes('outcomes', ({ label }, [outcome]) => outcome === label),
    ...precedenceChanges(before, after),
    ...sourceChanges(before, after),
  ];
}

/** That a rubric came or went is said where its status is; here it is only which of those that stayed goes first. */
function precedenceChanges(before: Project, after: Project): readonly MeaningChange[] {
  const stayed = (from: Project, other: Project): readonly string[] =>
    from.precedence.filter((name) => other.precedence.includes(name));
  const [old, now] = [stayed(before, after), stayed(after, before)];
  if (old.join(' ') === now.join(' ')) return [];
  const what = `precedence ${old.join(', ')} -> ${now.join(', ')}`;
  return [{ kind: 'status', rubrics: now, file: `${SHARED}precedence.yaml`, what }];
}

/** Which fields come from which part of standards.yaml; whatever is not named here concerns every rubric. */
const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  seniority: ['lead.seniority', 'lead.committee_role'],
  functions: ['lead.function', 'lead.committee_role'],
  committeeRoles: ['lead.committee_role'],
  industries: ['lead.industry_group', 'account.industry_group'],
  companySizes: ['lead.company_size', 'account.company_size'],
  countries: ['country', 'country_code', 'region'].flatMap((name) => [`lead.${name}`, `account.${name}`]),
  regions: ['lead.region', 'account.region'],
  competitorDomains: ['lead.email_kind'],
};

function readsStandard(used: Used, [part = '', name]: readonly string[]): boolean {
  if (part === 'lists') return name === undefined || used.lists.has(name);
  return fieldsOf[part]?.some((field) => used.fields.has(field)) ?? true;
}

/** What the raw tables' own columns are is a fact, no decision: pulling it anew changes no meaning. */
function sourceChanges(before: Project, after: Project): readonly MeaningChange[] {
  const decided = (project: Project): unknown =>
    project.sources.map((source) => ({
      ...source,
      tables: source.tables.map((table) => ({ ...table, columns: undefined })),
    }));
  return differences(decided(before), decided(after), { path: ['sources'], subject: [] }).map((difference) => {
    const name = difference.path[1] ?? '';
    const { what, kind } = changeOf({ ...difference, path: difference.path.slice(2) });
    return {
      kind: kind === 'words' ? kind : 'data',
      rubrics: [],
      file: `rubrics/sources/${name}.yaml`,
      what,
      ...placed(difference),
    };
  });
}
