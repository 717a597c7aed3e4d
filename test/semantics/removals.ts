/** What can be taken out of a rubric: every key and every entry of a list. */
import { isYamlList, isYamlMap, type Yaml, type YamlMap } from './plain/yaml.js';

export type Path = readonly (string | number)[];

/** Paths of everything below, outer ones first. */
export function pathsIn(value: Yaml, before: Path = []): readonly Path[] {
  const inner: [string | number, Yaml][] = isYamlList(value)
    ? value.map((each, index): [number, Yaml] => [index, each])
    : isYamlMap(value)
      ? Object.entries(value)
      : [];
  const own = inner.map(([step]): Path => [...before, step]);
  return [...own, ...inner.flatMap(([step, each]) => pathsIn(each, [...before, step]))];
}

/** The rubric without what stands at the path. */
export function without(rubric: YamlMap, path: Path): YamlMap {
  const cut = removed(rubric, path);
  return isYamlMap(cut) ? cut : {};
}

function removed(value: Yaml, [step, ...rest]: Path): Yaml {
  if (isYamlList(value)) {
    if (rest.length === 0) return value.filter((_, index) => index !== step);
    return value.map((each, index) => (index === step ? removed(each, rest) : each));
  }
  if (!isYamlMap(value)) return value;
  if (rest.length === 0) return Object.fromEntries(Object.entries(value).filter(([key]) => key !== step));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === step ? removed(each, rest) : each]),
  );
}

/** How much there is, in keys and values. */
export function sizeOf(value: Yaml): number {
  if (isYamlList(value)) return value.reduce<number>((size, each) => size + sizeOf(each), 1);
  return isYamlMap(value) ? sizeOf(Object.values(value)) + Object.keys(value).length : 1;
}
