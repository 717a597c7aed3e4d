import type { Engine, Row, Written } from '../../scripts/engine/engine.js';

export class BrokenOff extends Error {}

/** The engine, which throws before its next write once so many have changed something. */
export function breakingAfter(changes: number, engine: Engine): Engine {
  let left = changes;
  const write = async <T>(work: () => Promise<T>, isChange: (written: T) => boolean): Promise<T> => {
    if (left === 0) throw new BrokenOff();
    const written = await work();
    if (isChange(written)) left -= 1;
    return written;
  };
  const hasRows = ({ rows }: Written): boolean => rows !== undefined && rows > 0;
  const over: Partial<Engine> = {
    removeRows: (target, columns, sql) => write(() => engine.removeRows(target, columns, sql), hasRows),
    clearCells: (target, column, sql) => write(() => engine.clearCells(target, column, sql), hasRows),
    append: (target, columns, rows: readonly Row[]) =>
      write(
        () => engine.append(target, columns, rows),
        () => rows.length > 0,
      ),
  };
  return new Proxy(engine, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(over, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
