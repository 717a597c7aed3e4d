/** Where Debian's packages have put what is run here. Nothing is installed: what is missing is told with its package. */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Programs {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly psql: string;
  readonly pgDump: string;
  readonly pgRestore: string;
  readonly trytond: string;
  readonly trytondAdmin: string;
  readonly haproxy: string;
}

const packages: Readonly<Record<string, string>> = {
  initdb: 'postgresql',
  pg_ctl: 'postgresql',
  psql: 'postgresql-client',
  pg_dump: 'postgresql-client',
  pg_restore: 'postgresql-client',
  trytond: 'tryton-server',
  'trytond-admin': 'tryton-server',
  haproxy: 'haproxy',
};

/** Python's, of which there is no program to look for. */
const pythonFolders: Readonly<Record<string, string>> = {
  'tryton-modules-sale-opportunity': 'trytond/modules/sale_opportunity',
  'python3-psycopg2': 'psycopg2',
};
const debianPython = '/usr/lib/python3/dist-packages';

/** What must be installed, as one line of apt-get; undefined where nothing is missing. */
export function missingPackages(): string | undefined {
  const missing = new Set(
    Object.entries(packages)
      .filter(([program]) => find(program) === undefined)
      .map(([, name]) => name),
  );
  for (const [name, folder] of Object.entries(pythonFolders))
    if (!existsSync(join(debianPython, folder))) missing.add(name);
  return missing.size === 0
    ? undefined
    : `apt-get install --no-install-recommends ${[...missing].toSorted().join(' ')}`;
}

export function programs(): Programs {
  const found = (program: string): string => {
    const path = find(program);
    if (path === undefined) throw new Error(`${program} is not installed`);
    return path;
  };
  return {
    initdb: found('initdb'),
    pgCtl: found('pg_ctl'),
    psql: found('psql'),
    pgDump: found('pg_dump'),
    pgRestore: found('pg_restore'),
    trytond: found('trytond'),
    trytondAdmin: found('trytond-admin'),
    haproxy: found('haproxy'),
  };
}

/** Debian keeps a server's own programs in a folder per version, out of the path, and HAProxy where only root looks. */
function folders(): readonly string[] {
  const versions = '/usr/lib/postgresql';
  const ofPostgres = existsSync(versions)
    ? readdirSync(versions)
        .toSorted((a, b) => Number(b) - Number(a))
        .map((version) => join(versions, version, 'bin'))
    : [];
  return [...ofPostgres, ...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/sbin'];
}

function find(program: string): string | undefined {
  return folders()
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
