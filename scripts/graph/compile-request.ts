/** `CoreExecutionRequest` of core.proto, by hand: five fields do not need a protobuf library. */

/** What replaces the same of workflow_settings.yaml. */
export interface Overrides {
  readonly vars?: Readonly<Record<string, string>>;
  readonly schemaSuffix?: string;
}

/** @param filePaths relative to the project, with `/`. Returns the request as base64, the form that crosses realms. */
export function compileRequest(
  projectDir: string,
  filePaths: readonly string[],
  { vars = {}, schemaSuffix }: Overrides,
): string {
  const suffix = schemaSuffix === undefined ? [] : [field(7, schemaSuffix)];
  const entries = Object.entries(vars).map(([name, value]) =>
    field(14, Buffer.concat([field(1, name), field(2, value)])),
  );
  const compileConfig = Buffer.concat([
    field(1, projectDir),
    ...(suffix.length + entries.length > 0 ? [field(3, Buffer.concat([...suffix, ...entries]))] : []),
    ...filePaths.map((path) => field(8, path)),
  ]);
  return field(1, field(1, compileConfig)).toString('base64');
}

/** A length-delimited field. */
function field(number: number, value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
