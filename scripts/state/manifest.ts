/** `state.json` of a backup: which tables it holds, in which shape, and how to tell that their files are whole. */
import { z } from 'zod';
import { ProblemError } from '../problem.js';

export const manifestFile = 'state.json';

/** Raised when a backup of before can no longer be read as it is. */
const format = 1;

const table = z.strictObject({
  name: z.string().min(1),
  /** Beside the manifest; never a path, so that a backup from elsewhere reads nothing outside of its folder. */
  file: z.string().regex(/^[a-z0-9_]+\.ndjson\.gz$/),
  columns: z.array(z.strictObject({ name: z.string().min(1), type: z.string().min(1) })).min(1),
  rows: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const manifest = z.strictObject({
  format: z.literal(format),
  exported_at: z.iso.datetime(),
  tables: z.array(table),
});

export type Manifest = z.infer<typeof manifest>;
export type BackupTable = Manifest['tables'][number];

export function manifestText(exportedAt: Date, tables: readonly BackupTable[]): string {
  const written: Manifest = { format, exported_at: exportedAt.toISOString(), tables: [...tables] };
  return `${JSON.stringify(written, undefined, 2)}\n`;
}

/** Throws `state/not-a-backup` for what is no manifest, or one of another format. */
export function parseManifest(text: string, file: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notABackup(file, 'It is no JSON.');
  }
  const read = manifest.safeParse(value);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  throw notABackup(file, `${first?.path.join('.') ?? ''}: ${first?.message ?? ''}`);
}

function notABackup(file: string, why: string): ProblemError {
  return new ProblemError({
    code: 'state/not-a-backup',
    severity: 'error',
    place: { file, line: 1, column: 1 },
    what: 'This is not the list of tables of a backup that this version can read.',
    why,
    todo: 'Name a folder that `leadscore state export` has written.',
  });
}
