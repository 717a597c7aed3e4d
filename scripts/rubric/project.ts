/** The texts of a project's files -> the project, or everything that is wrong with them. Touches no disk. */
import { runChecks } from './checks/all.js';
import { fieldName, rubricFields } from './fields.js';
import type { Project, Rubric, Source } from './model.js';
import type { Place, Problem } from '../problem.js';
import { didYouMean } from '../problem/closest.js';
import { jsonFault } from './json-text.js';
import { error, sortProblems } from './report.js';
import { resolveChecks } from './resolve/checks.js';
import { resolveHealth } from './resolve/health.js';
import { resolveIdentity } from './resolve/identity.js';
import { resolveOutcomes } from './resolve/outcomes.js';
import { resolveRetention } from './resolve/retention.js';
import { resolveRubric, type SharedNames } from './resolve/rubric.js';
import type { Names } from './resolve/scope.js';
import { resolveSignals } from './resolve/signals.js';
import { resolveSource } from './resolve/source.js';
import { resolveStandards } from './resolve/standards.js';
import { artefact as artefactSchema, type ArtefactText } from './schema/artefact.js';
import { checks as checksSchema } from './schema/checks.js';
import { health as healthSchema } from './schema/health.js';
import { identity as identitySchema } from './schema/identity.js';
import { outcomes as outcomesSchema, precedence as precedenceSchema } from './schema/outcomes.js';
import { retention as retentionSchema } from './schema/retention.js';
import { rubric as rubricSchema } from './schema/rubric.js';
import { signals as signalsSchema } from './schema/signals.js';
import { lock as lockSchema, source as sourceSchema } from './schema/source.js';
import { standards as standardsSchema } from './schema/standards.js';
import { validate, type Validated } from './schema/validate.js';
import { parseYaml } from './yaml/parse.js';
import type { z } from 'zod';

export interface ProjectFiles {
  readonly directory: string;
  /** Path from the project's root, with `/`, -> text: the YAML files under rubrics/, rubrics/shared/, rubrics/sources/, the JSON files under rubrics/models/. */
  readonly texts: ReadonlyMap<string, string>;
  /** Names of the files under definitions/custom, without folder. */
  readonly customModels: ReadonlySet<string>;
}

export interface Loaded {
  /** Absent as soon as one problem is an error. */
  readonly project?: Project;
  /** What could be read of the sources, whatever else is wrong: all that pulling a raw schema needs. */
  readonly sources: readonly Source[];
  /** Every problem of every file, by file, line and column. */
  readonly problems: readonly Problem[];
}

const SHARED = 'rubrics/shared/';
const SOURCES = 'rubrics/sources/';
const MODELS = 'rubrics/models/';
const sharedFiles = [
  'standards',
  'identity',
  'signals',
  'outcomes',
  'precedence',
  'checks',
  'health',
  'retention',
] as const;

/** Reads and resolves all files, then runs the static checks on what is sound. */
export function resolveProject(files: ProjectFiles): Loaded {
  const problems: Problem[] = [];
  const report = (problem: Problem) => void problems.push(problem);
  const faulty = (file: string) => problems.some((each) => each.severity === 'error' && each.place?.file === file);

  function read<Value>(file: string, schema: z.ZodType<Value>): Validated<Value> | undefined {
    const text = files.texts.get(file);
    if (text === undefined) return undefined;
    const parsed = parseYaml(file, text);
    problems.push(...parsed.problems);
    if (parsed.node === undefined) return undefined;
    const validated = validate(schema, parsed.node);
    problems.push(...validated.problems);
    return validated;
  }

  for (const file of files.texts.keys()) problems.push(...misnamed(file));
  const sources = readSources(files, read, report);
  const sourceNames = new Set(sources.map((source) => source.name));
  const fields = new Map(rubricFields(sources, report).map((field) => [fieldName(field), field]));
  const hasAllFields = !problems.some((each) => each.place?.file.startsWith(SOURCES) === true);

  const standardsFile = read(`${SHARED}standards.yaml`, standardsSchema);
  const identityFile = read(`${SHARED}identity.yaml`, identitySchema);
  const signalsFile = read(`${SHARED}signals.yaml`, signalsSchema);
  const outcomesFile = read(`${SHARED}outcomes.yaml`, outcomesSchema);
  const precedenceFile = read(`${SHARED}precedence.yaml`, precedenceSchema);
  const checksFile = read(`${SHARED}checks.yaml`, checksSchema);
  const healthFile = read(`${SHARED}health.yaml`, healthSchema);
  const retentionFile = read(`${SHARED}retention.yaml`, retentionSchema);
  problems.push(...missingFiles(files));

  const standards = standardsFile?.value && resolveStandards(standardsFile.value, standardsFile.cursor, report);
  const identity = resolveIdentity(identityFile, { fields, hasAllFields, sources: sourceNames, report });
  const signals = signalsFile?.value ? resolveSignals(signalsFile.value, signalsFile.cursor, sourceNames, report) : [];
  const outcomes = outcomesFile?.value
    ? resolveOutcomes(outcomesFile.value, outcomesFile.cursor, { fields, hasAllFields, report })
    : [];
  const shared: SharedNames = {
    fields,
    hasAllFields,
    lists: namesIn(standardsFile, 'lists'),
    signals: namesIn(signalsFile, 'signals'),
    accountSignals: new Set(signals.filter((signal) => signal.of === 'account').map((signal) => signal.name)),
    outcomes: namesIn(outcomesFile, 'outcomes'),
    artefacts: readArtefacts(files, read, report),
    isEnriched: standardsFile === undefined || standardsFile.cursor.wasGiven('enrichment'),
    report,
  };

  const rubrics: Rubric[] = [];
  const rubricFiles = [...files.texts.keys()].filter((file) => /^rubrics\/[^/]+\.yaml$/.test(file));
  for (const file of rubricFiles.sort()) {
    const validated = read(file, rubricSchema);
    if (validated?.value === undefined) continue;
    const rubric = resolveRubric(file, validated.value, validated.cursor, shared);
    if (rubric !== undefined) rubrics.push(rubric);
  }

  const names = new Set(rubrics.map((rubric) => rubric.name));
  const precedence = (precedenceFile?.value?.precedence ?? []).filter((name, index) => {
    if (names.has(name) || rubrics.length < rubricFiles.length) return true;
    const place = precedenceFile?.cursor.at('precedence', index).place ?? start(`${SHARED}precedence.yaml`);
    report(error('rubric/unknown-rubric', place, `There is no rubric "${name}".`, { todo: didYouMean(name, names) }));
    return false;
  });

  const health = resolveHealth(healthFile, report);
  const retention = resolveRetention(retentionFile);
  const isSound = !problems.some((each) => each.severity === 'error');
  const live = new Set(rubrics.filter((rubric) => rubric.status === 'live').map((rubric) => rubric.name));
  const project: Project | undefined = standards && {
    directory: files.directory,
    standards,
    identity,
    signals,
    outcomes,
    sources,
    rubrics,
    precedence: precedence.length === 0 && live.size === 1 ? [...live] : precedence,
    dataBounds: resolveChecks(checksFile?.value),
    health,
    ...(retention !== undefined && { retention }),
  };
  if (project !== undefined) problems.push(...runChecks(project, { isSound, isFaulty: faulty }));
  const sorted = sortProblems(problems);
  const isFine = !sorted.some((each) => each.severity === 'error');
  return { ...(isFine && project !== undefined && { project }), sources, problems: sorted };
}

function readSources(
  files: ProjectFiles,
  read: <Value>(file: string, schema: z.ZodType<Value>) => Validated<Value> | undefined,
  report: (problem: Problem) => void,
): Source[] {
  const stems = [...files.texts.keys()]
    .filter((file) => file.startsWith(SOURCES) && file.endsWith('.yaml') && !file.endsWith('.lock.yaml'))
    .map((file) => file.slice(SOURCES.length, -'.yaml'.length))
    .sort();
  return stems.flatMap((stem) => {
    const lockFile = `${SOURCES}${stem}.lock.yaml`;
    const lock = files.texts.has(lockFile) ? (read(lockFile, lockSchema)?.value ?? 'unreadable') : undefined;
    const file = `${SOURCES}${stem}.yaml`;
    const validated = read(file, sourceSchema);
    if (validated?.value === undefined) return [];
    const { value, cursor } = validated;
    return [resolveSource({ file, stem, written: value, cursor, lock, customModels: files.customModels }, report)];
  });
}

/** Every file of rubrics/models, whether or not a rubric uses it: older ones are kept for older versions. */
function readArtefacts(
  files: ProjectFiles,
  read: <Value>(file: string, schema: z.ZodType<Value>) => Validated<Value> | undefined,
  report: (problem: Problem) => void,
): ReadonlyMap<string, Validated<ArtefactText> | undefined> {
  const names = [...files.texts.keys()].filter((file) => file.startsWith(MODELS)).sort();
  return new Map(
    names.map((file) => {
      const artefact = read(file, artefactSchema);
      // Read as YAML, which JSON is, for the places of its parts; a fault of syntax is already told.
      const fault = artefact && jsonFault(file, files.texts.get(file) ?? '');
      if (fault !== undefined) report(fault);
      return [file, artefact];
    }),
  );
}

/** Names declared in a file, faulty ones included; `undefined` when the file could not be read. */
function namesIn(file: Validated<unknown> | undefined, key: string): Names {
  if (file === undefined) return undefined;
  return new Set(file.cursor.keysUnder(key));
}

function misnamed(file: string): Problem[] {
  if (file.endsWith('.yml')) {
    const what = 'Files here end in .yaml; this one would not be read.';
    return [error('rubric/file-name', start(file), what, { todo: `Rename it to ${file.replace(/yml$/, 'yaml')}.` })];
  }
  if (!file.startsWith(SHARED)) return [];
  const stem = file.slice(SHARED.length, -'.yaml'.length);
  if (sharedFiles.some((name) => name === stem)) return [];
  return [
    error('rubric/file-name', start(file), `"${stem}.yaml" is not one of the shared files.`, {
      todo: didYouMean(stem, sharedFiles),
    }),
  ];
}

function missingFiles(files: ProjectFiles): Problem[] {
  const needed = ['standards', 'signals', 'outcomes'].map((name) => `${SHARED}${name}.yaml`);
  const missing = needed.filter((file) => !files.texts.has(file));
  const problems = missing.map((file) =>
    error('rubric/missing-file', start(file), `The file ${file} does not exist.`, { todo: 'Create it.' }),
  );
  if ([...files.texts.keys()].some((file) => /^rubrics\/[^/]+\.ya?ml$/.test(file))) return problems;
  const what = 'There is no rubric: rubrics/ holds no .yaml file.';
  return [...problems, { code: 'rubric/no-rubric', severity: 'error', what, todo: 'Create rubrics/<name>.yaml.' }];
}

function start(file: string): Place {
  return { file, line: 1, column: 1 };
}
