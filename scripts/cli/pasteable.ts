/** Commands that a text names, so that they can be pasted where the one that says it was typed. */
import type { Command } from 'commander';

/** Options that say where things are. What else was asked for is not asked for again. */
const kept = ['--project', '--engine', '--database', '--sync'];

/**
 * Gives texts in which each `npx leadscore <command>` has the options of the running command that say where things are, as far
 * as it takes them and does not name them itself. Values are quoted for a shell.
 */
export function pasteable(program: Command, running: Command): (text: string) => string {
  const given = kept.flatMap((name) => givenOption(program, name) ?? givenOption(running, name) ?? []);
  return (text) =>
    text.replaceAll(/npx leadscore((?:(?!npx leadscore)[^`\n])*)/g, (_whole, rest: string) => {
      const { command, words } = commandOf(program, rest);
      const added = (of: Command): string =>
        given
          .filter(({ name }) => takes(of, name) && !rest.includes(` ${name}`))
          .map(({ name, value }) => ` ${name} ${quoted(value)}`)
          .join('');
      const own = command === program ? '' : added(command);
      return `npx leadscore${added(program)}${words}${own}${rest.slice(words.length)}`;
    });
}

interface GivenOption {
  readonly name: string;
  readonly value: string;
}

/** Undefined where nobody typed it. */
function givenOption(command: Command, name: string): GivenOption | undefined {
  const option = command.options.find(({ long }) => long === name);
  if (option === undefined) return undefined;
  const key = option.attributeName();
  const value: unknown = command.getOptionValue(key);
  return command.getOptionValueSource(key) === 'cli' && typeof value === 'string' ? { name, value } : undefined;
}

function takes(command: Command, name: string): boolean {
  return command.options.some(({ long }) => long === name);
}

/** The command that words begin with, and those that name it. */
function commandOf(program: Command, rest: string): { readonly command: Command; readonly words: string } {
  let command = program;
  let words = '';
  for (const [word, name] of rest.matchAll(/ ([^ ]+)/g)) {
    const next = command.commands.find((each) => each.name() === name);
    if (next === undefined) break;
    command = next;
    words += word;
  }
  return { command, words };
}

/** A word of a POSIX shell. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
