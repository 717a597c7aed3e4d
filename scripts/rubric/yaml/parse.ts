/** YAML text -> `YamlNode`, refusing what a reviewer would misread: anchors, tags, two documents, odd numbers. */
import { Decimal } from 'decimal.js';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Scalar } from 'yaml';
import type { Place, Problem } from '../../problem.js';
import { error, type Report } from '../report.js';
import type { ScalarValue, YamlNode } from './node.js';
import { syntaxProblem } from './syntax.js';

const MAX_BYTES = 1_000_000;
const MAX_DEPTH = 40;
const NUMBER = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,3})?$/;
// Tab and line feed are text; every other control character, and the marks that reorder a line, would hide something.
/** Characters that no text of a rubric may hold: nobody would see them in a review. */
// oxlint-disable-next-line no-control-regex
export const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/;

export interface ParsedYaml {
  readonly node?: YamlNode;
  readonly problems: readonly Problem[];
}

/** `node` is absent when nothing usable could be read; the problems then say why. */
export function parseYaml(file: string, text: string): ParsedYaml {
  const start: Place = { file, line: 1, column: 1 };
  if (Buffer.byteLength(text) > MAX_BYTES) {
    return {
      problems: [error('rubric/file-too-large', start, `The file is larger than ${MAX_BYTES / 1_000_000} MB.`)],
    };
  }
  const deep = deepLine(text);
  if (deep !== undefined) return { problems: [tooDeep({ file, line: deep, column: 1 })] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', version: '1.2', prettyErrors: false });
  const place = (from: number, to?: number): Place => {
    const { line, col } = lines.linePos(from);
    const end = to === undefined ? undefined : lines.linePos(to);
    const length = end !== undefined && end.line === line && to !== undefined ? to - from : 0;
    return { file, line, column: col, ...(length > 0 && { length }) };
  };
  const problems: Problem[] = document.errors.map((found) => syntaxProblem(found, text, place));
  // A repeated key leaves the rest readable; any other fault of syntax does not.
  if (document.errors.some((found) => found.code !== 'DUPLICATE_KEY')) return { problems: problems.slice(0, 1) };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return { problems: [error('rubric/empty-file', start, 'The file is empty.')] };
  }
  const reader = new Reader(place, (problem) => problems.push(problem));
  const node = reader.read(document.contents, 0, start);
  if (node === undefined) return { problems };
  if (node.kind !== 'map') {
    problems.push(
      error('rubric/not-a-map', node.place, 'The file must be a map of keys and values.', {
        todo: 'Begin each line with a key and a colon, such as "rubric: inbound".',
      }),
    );
    return { problems };
  }
  return { node, problems };
}

/** The library recurses per level of nesting; a hostile file must not reach its stack's end. */
function deepLine(text: string): number | undefined {
  let line = 1;
  let open = 0;
  for (const character of text) {
    if (character === '\n') line += 1;
    else if (character === '[' || character === '{') open += 1;
    else if (character === ']' || character === '}') open = Math.max(0, open - 1);
    if (open > 200) return line;
  }
  const dashes = text.split('\n').findIndex((content) => /^(?:\s*[-?] ?){60}/.test(content));
  if (dashes >= 0) return dashes + 1;
  const indented = text.split('\n').findIndex((content) => /^ {1000}/.test(content));
  return indented >= 0 ? indented + 1 : undefined;
}

function tooDeep(place: Place): Problem {
  return error('rubric/too-deep', place, `Values are nested more than ${MAX_DEPTH} levels deep.`);
}

function isDamaged(node: YamlNode): boolean {
  return node.kind !== 'scalar' && node.isDamaged;
}

class Reader {
  readonly #place: (from: number, to?: number) => Place;
  readonly #report: Report;

  constructor(place: (from: number, to?: number) => Place, report: Report) {
    this.#place = place;
    this.#report = report;
  }

  /** `undefined` for what is faulty: whatever holds it is then marked as damaged. */
  read(node: unknown, depth: number, outer: Place): YamlNode | undefined {
    if (isAlias(node)) {
      const place = this.#at(node, outer);
      this.#report(
        error('rubric/alias', place, 'Anchors and aliases (& and *) are not used here.', {
          why: 'A reviewer should see each rule where it stands.',
          todo: 'Write the value out.',
        }),
      );
      return undefined;
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return { kind: 'scalar', place: outer, value: null };
    const place = this.#at(node, outer);
    if (depth > MAX_DEPTH) {
      this.#report(tooDeep(place));
      return undefined;
    }
    if (node.anchor !== undefined) {
      this.#report(
        error('rubric/alias', place, `The anchor "&${node.anchor}" is not used here.`, { todo: 'Take it away.' }),
      );
    }
    // The library fills `tag` in by itself for values that it resolves; only those written with "!" are of interest.
    if (node.tag !== undefined && node.tag !== '' && !node.tag.startsWith('tag:yaml.org,2002:')) {
      this.#report(error('rubric/tag', place, `The tag "${node.tag}" is not used here.`, { todo: 'Take it away.' }));
    }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item, depth + 1, place));
      const sound = items.filter((item) => item !== undefined);
      return { kind: 'list', place, items: sound, isDamaged: sound.length < items.length || sound.some(isDamaged) };
    }
    if (isMap(node)) {
      const entries = new Map<string, { key: Place; node: YamlNode }>();
      const removed = new Set<string>();
      for (const pair of node.items) {
        const key = this.#key(pair.key, place);
        if (key === undefined || entries.has(key.name)) continue;
        const value = this.read(pair.value, depth + 1, key.place);
        if (value === undefined) removed.add(key.name);
        else entries.set(key.name, { key: key.place, node: value });
      }
      const damaged = removed.size > 0 || [...entries.values()].some((entry) => isDamaged(entry.node));
      return { kind: 'map', place, entries, removed, isDamaged: damaged };
    }
    const value = this.#scalar(node, place);
    return value === undefined ? undefined : { kind: 'scalar', place, value };
  }

  #key(node: unknown, outer: Place): { name: string; place: Place } | undefined {
    if (!isScalar(node)) {
      this.#report(error('rubric/key', this.#at(node, outer), 'A key must be one word or text.'));
      return undefined;
    }
    const place = this.#at(node, outer);
    const name = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
    if (name === '<<') {
      this.#report(
        error('rubric/alias', place, 'Merge keys (<<) are not used here.', {
          why: 'A reviewer should see each rule where it stands.',
          todo: 'Write the values out.',
        }),
      );
      return undefined;
    }
    if (name === '__proto__') {
      this.#report(error('rubric/key', place, '"__proto__" cannot be a key.'));
      return undefined;
    }
    this.#text(name, place);
    return { name, place };
  }

  #scalar(node: Scalar, place: Place): ScalarValue | undefined {
    const value = node.value;
    if (typeof value === 'string') return this.#text(value, place);
    if (typeof value === 'boolean' || value === null || value === undefined) return value ?? null;
    const source = node.source ?? String(value);
    if (NUMBER.test(source)) return new Decimal(source);
    this.#report(
      error('rubric/number', place, `"${source}" is not a number that can be written here.`, {
        why: 'Scores are exact: numbers are plain decimals with at most three digits after the point.',
        todo: `Write it like 12, -5 or 0.125; if it is meant as text, put it in quotes: "${source}".`,
      }),
    );
    return undefined;
  }

  #text(text: string, place: Place): string {
    const found = INVISIBLE.exec(text);
    if (found !== null) {
      const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      this.#report(
        error('rubric/control-character', place, `The text holds the invisible character U+${code}.`, {
          todo: 'Take it out.',
        }),
      );
    }
    return text;
  }

  #at(node: unknown, outer: Place): Place {
    if ((isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) && node.range) {
      const [from, to] = node.range;
      return isScalar(node) || isAlias(node) ? this.#place(from, to) : this.#place(from);
    }
    return outer;
  }
}
