/**
 * What Dataform's messages mean, one entry per message. To explain another one, add an entry; a message without an
 * entry is shown as Dataform wrote it.
 */
import type { Place, Problem } from '../problem.js';
import { type ErrorFiles, placeOfConfig, placeOfStack, placeOfWord } from './error-place.js';
import { suggestion } from './suggestion.js';

export interface CompileError {
  readonly file: string | undefined;
  readonly message: string;
  readonly stack: string;
}

export interface RuleContext {
  readonly files: ErrorFiles;
  /** Names that a ref may use. */
  readonly names: ReadonlySet<string>;
}

type Found = Omit<Problem, 'severity'>;

export interface ErrorRule {
  readonly pattern: RegExp;
  readonly explain: (error: CompileError, match: readonly string[], context: RuleContext) => Found;
}

const NO_MODEL = 'Create it under definitions/, declare it as a source, or mend the name.';

/** Enough to recognise a slip of the hand; Dataform itself decides what is allowed where. */
const MODEL_SETTINGS = words(`
  type name schema dataset database project dependencies dependencyTargets tags disabled description columns bigquery
  assertions uniqueKey uniqueKeys nonNull rowConditions protected onSchemaChange hermetic partitionBy clusterBy labels
  materialized hasOutput dependOnDependencyAssertions metadata updatePartitionFilter incrementalPredicates
  partitionExpirationDays requirePartitionFilter additionalOptions reservation iceberg incrementalStrategy`);
const PROJECT_SETTINGS = words(`
  defaultProject defaultDataset defaultLocation defaultAssertionDataset vars projectSuffix datasetSuffix namePrefix
  dataformCoreVersion builtinAssertionNamePrefix disableAssertions defaultNotebookRuntimeOptions defaultIcebergConfig
  defaultReservation includeTestsInCompiledGraph`);

const ACTIONS_YAML = words(`
  actions table view incrementalTable assertion operation declaration notebook dataPreparation filename`);

function settingsOf(file: string): readonly string[] {
  if (file === 'workflow_settings.yaml') return PROJECT_SETTINGS;
  return file.endsWith('.yaml') ? [...ACTIONS_YAML, ...MODEL_SETTINGS] : MODEL_SETTINGS;
}

export const errorRules: readonly ErrorRule[] = [
  {
    pattern: /^Could not resolve (.+)$/,
    explain: (error, [, written = ''], context) => {
      const name = resolvedName(written);
      const at = placeOfStack(error.stack, context.files);
      return {
        code: 'graph/unknown-model',
        ...placed(at === undefined ? wordPlace(error, name, context) : onLine(at, name, context)),
        what: `No model, source or operation is called "${fullName(written)}".`,
        todo: suggestion(name, context.names, NO_MODEL),
      };
    },
  },
  {
    pattern: /^Missing dependency detected: Action ".*" depends on "(\{.*\})" which does not exist$/,
    explain: (error, [, written = ''], context) => {
      const name = resolvedName(written);
      return {
        code: 'graph/unknown-model',
        ...placed(wordPlace(error, name, context)),
        what: `No model, source or operation is called "${fullName(written)}".`,
        todo: suggestion(name, context.names, NO_MODEL),
      };
    },
  },
  {
    pattern: /^Ambiguous Action name: (.+)\. Did you mean one of: (.+)\.$/,
    explain: (error, [, written = '', candidates = ''], context) => {
      const name = resolvedName(written);
      const at = placeOfStack(error.stack, context.files);
      return {
        code: 'graph/ambiguous-model',
        ...placed(at === undefined ? wordPlace(error, name, context) : onLine(at, name, context)),
        what: `"${name}" may be ${[...new Set(candidates.split(', '))].join(' or ')}.`,
        todo: `Name the dataset too: ref("dataset", "${name}").`,
      };
    },
  },
  {
    pattern: /Unexpected property "(.+?)", or property value type of "(.+?)" is incorrect/,
    explain: (error, [, key = '', type = ''], context) => {
      const file = error.file ?? yamlWith(key, error, context);
      const known = settingsOf(file);
      const isKnown = known.includes(key);
      return {
        code: isKnown ? 'graph/config-value' : 'graph/config-key',
        ...placed(placeOfWord(context.files, file, key) ?? placeOfConfig(context.files, file)),
        what: isKnown
          ? `"${key}" cannot hold a value of type ${type}.`
          : `"${key}" is not a setting that Dataform knows here.`,
        todo: isKnown
          ? 'See the configs reference of Dataform for what it may hold.'
          : suggestion(key, known, 'Remove it, or see the configs reference of Dataform.'),
      };
    },
  },
  {
    pattern: /^Unexpected empty value for "(.+?)"/,
    explain: (error, [, key = ''], context) => ({
      code: 'graph/config-value',
      ...placed(wordPlace(error, key, context)),
      what: `"${key}" holds nothing.`,
      todo: 'Give it a value, or remove it.',
    }),
  },
  {
    pattern: /^Unrecognized action type: (.*)$/,
    explain: (error, [, type = ''], context) => ({
      code: 'graph/config-value',
      ...placed(wordPlace(error, type, context)),
      what: `"${type}" is not a type of model.`,
      todo: suggestion(
        type,
        ['table', 'view', 'incremental', 'assertion', 'operations', 'declaration', 'test'],
        'Use table, view, incremental, assertion, operations, declaration or test.',
      ),
    }),
  },
  {
    pattern: /^Semi-colons are not allowed at the end of SQL statements/,
    explain: (error, _, context) => ({
      code: 'graph/semicolon',
      ...placed(lastSemicolon(error, context)),
      what: 'The SQL ends in a semicolon.',
      why: 'Dataform puts the query inside a statement of its own.',
      todo: 'Remove the semicolon.',
    }),
  },
  {
    pattern: /^Action target names cannot include '\.'$/,
    explain: (error) => ({
      code: 'graph/dot-in-name',
      ...placed(error.file === undefined ? undefined : { file: error.file, line: 1, column: 1 }),
      what: "The model's name has a dot in it.",
      why: 'A model is called like its file, and a dot separates dataset and name.',
      todo: 'Rename the file.',
    }),
  },
  {
    pattern: /^Cannot find module '(.*)'$/,
    explain: (error, [, name = ''], context) => ({
      code: 'graph/unknown-module',
      ...placed(placeOfStack(error.stack, context.files)),
      what: `require("${name}") finds no file.`,
      why: 'Paths start at the project\'s folder; of Node\'s own modules only "path" is there.',
      todo: suggestion(name, context.files.sources.keys(), 'Mend the path.'),
    }),
  },
  {
    pattern: /^import\(\) is not there$/,
    explain: (error, _, context) => ({
      code: 'graph/dynamic-import',
      ...placed(error.file === undefined ? undefined : placeOfWord(context.files, error.file, 'import')),
      what: 'import() cannot be used here.',
      why: 'Definitions and includes are compiled without modules, disk and network.',
      todo: 'Use require("includes/<file>.js").',
    }),
  },
  {
    pattern: /^Code generation from strings disallowed for this context$/,
    explain: (error, _, context) => ({
      code: 'graph/eval',
      ...placed(placeOfStack(error.stack, context.files)),
      what: 'Text cannot be run as code here (eval, new Function).',
      why: 'It could do what a reader of the project does not see.',
      todo: 'Write the code itself.',
    }),
  },
  {
    pattern: /is not a valid YAML file: YAMLException: (.+?) \((\d+):(\d+)\)/,
    explain: (error, [, reason = '', line = '1', column = '1'], context) => ({
      code: 'graph/yaml-syntax',
      ...placed({ file: yamlFile(error, context), line: Number(line), column: Number(column) }),
      what: `The file is not valid YAML: ${reason}.`,
    }),
  },
  {
    pattern: /^workflow_settings\.yaml is invalid$/,
    explain: () => ({
      code: 'graph/no-settings',
      place: { file: 'workflow_settings.yaml', line: 1, column: 1 },
      what: 'The file holds no settings.',
      todo: 'Give at least defaultProject and defaultDataset.',
    }),
  },
  {
    pattern: /^Custom variables defined in workflow settings can only be strings\.$/,
    explain: (_, __, context) => ({
      code: 'graph/config-value',
      ...placed(placeOfWord(context.files, 'workflow_settings.yaml', 'vars')),
      what: 'A variable holds something that is not text.',
      todo: 'Put every value under vars in quotes.',
    }),
  },
  {
    pattern: /^Duplicate test name detected: "(.*)"$/,
    explain: (error, [, name = ''], context) => ({
      code: 'graph/duplicate-test',
      ...placed(error.file === undefined ? undefined : placeOfConfig(context.files, error.file)),
      what: `Two tests are called "${name}".`,
      todo: 'Rename one of them.',
    }),
  },
];

export const fallbackRule: ErrorRule = {
  pattern: /^/,
  explain: (error, _, context) => {
    const isSyntax = /\nSyntaxError: /.test(error.stack);
    const at = placeOfStack(error.stack, context.files);
    const place = at ?? (error.file === undefined ? undefined : placeOfConfig(context.files, error.file));
    if (isSyntax)
      return { code: 'graph/syntax', ...placed(place), what: `The JavaScript cannot be read: ${error.message}.` };
    // Dataform's own messages are plain errors; V8 raises the other classes.
    return /^(?:Reference|Type|Range)Error: /.test(error.stack)
      ? { code: 'graph/javascript', ...placed(place), what: `The JavaScript failed: ${error.message}.` }
      : { code: 'graph/compile', ...placed(place), what: sentence(error.message) };
  },
};

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

function placed(place: Place | undefined): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}

function wordPlace(error: CompileError, word: string, context: RuleContext): Place | undefined {
  if (error.file === undefined) return undefined;
  return placeOfWord(context.files, error.file, word) ?? placeOfConfig(context.files, error.file);
}

/** The name itself where it stands on that line; a call that spans lines keeps the call's place. */
function onLine(at: Place, name: string, context: RuleContext): Place {
  const word = placeOfWord(context.files, at.file, name, at.line);
  return word !== undefined && word.line === at.line ? word : at;
}

function lastSemicolon(error: CompileError, context: RuleContext): Place | undefined {
  const file = error.file ?? '';
  const lines = context.files.sources.get(file)?.split('\n') ?? [];
  const index = lines.findLastIndex((line) => line.includes(';'));
  if (index < 0) return placeOfConfig(context.files, file);
  return { file, line: index + 1, column: (lines[index] ?? '').lastIndexOf(';') + 1, length: 1 };
}

function yamlFile(error: CompileError, context: RuleContext): string {
  const start = `${context.files.directory}/`;
  return error.message.startsWith(start)
    ? error.message.slice(start.length, error.message.indexOf(' is not a valid YAML'))
    : (error.file ?? 'workflow_settings.yaml');
}

/** Dataform writes a ref as JSON: `"name"` or `{"schema": ..., "name": ...}`. */
export function resolvedName(written: string): string {
  return refParts(written).at(-1) ?? written;
}

function fullName(written: string): string {
  return refParts(written).join('.') || written;
}

function refParts(written: string): string[] {
  try {
    const ref: unknown = JSON.parse(written);
    if (typeof ref === 'string') return [ref];
    if (typeof ref !== 'object' || ref === null) return [];
    const parts = new Map(Object.entries(ref));
    return ['database', 'schema', 'name'].flatMap((part) => {
      const value: unknown = parts.get(part);
      return typeof value === 'string' ? [value] : [];
    });
  } catch {
    return [];
  }
}

/** A configuration file's error names no file: the one that has the word. */
function yamlWith(key: string, error: CompileError, context: RuleContext): string {
  const settings = 'workflow_settings.yaml';
  if (error.message.startsWith('Workflow settings error')) return settings;
  const files = [...context.files.sources.keys()].filter((file) => file.endsWith('.yaml') && file !== settings);
  return files.find((file) => placeOfWord(context.files, file, key) !== undefined) ?? settings;
}

function sentence(message: string): string {
  const line = message.trim().replace(/\s+/g, ' ');
  const text = line.charAt(0).toUpperCase() + line.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
