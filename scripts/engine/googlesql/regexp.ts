import { Refused } from './entry.js';

/** What a regular expression (RE2) can match, as far as printing needs to know. */
export interface Pattern {
  readonly groups: number;
  /** Every match of group 1, or of the whole pattern where there is none, has at least one character. */
  readonly nonEmpty: boolean;
  /** Group 1 takes part in every match. */
  readonly always: boolean;
}

interface Piece {
  readonly least: number;
  readonly group?: { readonly least: number; readonly always: boolean };
}

/** Reads a pattern; throws Refused for syntax that RE2 does not have or that this reader does not know. */
export function readPattern(text: string): Pattern {
  const reader = new Reader(text);
  const whole = reader.alternatives();
  if (!reader.atEnd()) reader.unknown();
  const group = whole.group;
  return {
    groups: reader.groups,
    nonEmpty: (reader.groups === 0 ? whole.least : (group?.least ?? 0)) > 0,
    always: reader.groups === 0 || group?.always === true,
  };
}

class Reader {
  groups = 0;
  private at = 0;

  constructor(private readonly text: string) {}

  atEnd(): boolean {
    return this.at >= this.text.length;
  }

  unknown(): never {
    throw new Refused(
      `The regular expression '${this.text}' has a part that is not known at character ${this.at + 1}.`,
      'Write it with characters, classes, groups, alternatives and repetitions only.',
    );
  }

  alternatives(): Piece {
    const branches = [this.sequence()];
    while (this.eat('|')) branches.push(this.sequence());
    const group = branches.find((branch) => branch.group)?.group;
    return {
      least: Math.min(...branches.map((branch) => branch.least)),
      ...(group ? { group: { least: group.least, always: group.always && branches.length === 1 } } : {}),
    };
  }

  private sequence(): Piece {
    let least = 0;
    let group: Piece['group'];
    while (!this.atEnd() && this.text[this.at] !== '|' && this.text[this.at] !== ')') {
      const piece = this.repeated(this.atom());
      least += piece.least;
      group ??= piece.group;
    }
    return { least, ...(group ? { group } : {}) };
  }

  private repeated(piece: Piece): Piece {
    const found = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})/.exec(this.text.slice(this.at));
    if (!found) return piece;
    this.at += found[0].length;
    this.eat('?');
    if (/^[*+?]/.test(this.text.slice(this.at))) this.unknown();
    const times = found[0] === '+' ? 1 : Number(found[1] ?? 0);
    const group = piece.group && { least: piece.group.least, always: piece.group.always && times > 0 };
    return { least: piece.least * times, ...(group ? { group } : {}) };
  }

  private atom(): Piece {
    if (this.eat('(')) return this.parenthesised();
    const rest = this.text.slice(this.at);
    const zero = /^(?:\^|\$|\\[AzbB])/.exec(rest);
    const one = zero
      ? null
      : /^(?:\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]|\\[pP]\{\^?\w+\}|\\[pPx]\w|\\x\{[0-9a-fA-F]+\}|\\[^Q0-9C]|[^\\()[\]{}*+?|])/u.exec(
          rest,
        );
    const found = zero ?? one;
    if (!found) this.unknown();
    this.at += found[0].length;
    return { least: one ? 1 : 0 };
  }

  private parenthesised(): Piece {
    const kind = /^\?(?:[imsU]+(\))|[imsU]*:|P<\w+>)/.exec(this.text.slice(this.at));
    this.at += kind?.[0].length ?? 0;
    if (kind?.[1] !== undefined) return { least: 0 };
    const captures = kind === null || kind[0].startsWith('?P<');
    if (captures) this.groups += 1;
    const inner = this.alternatives();
    if (!this.eat(')')) this.unknown();
    return captures ? { least: inner.least, group: { least: inner.least, always: true } } : inner;
  }

  private eat(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }
}
