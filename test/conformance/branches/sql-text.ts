export function rule(kind: string, name: string): string {
  return `kind = '${kind}' AND rule = ${text(name)}`;
}

export function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
