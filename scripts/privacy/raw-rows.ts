/** Where people who are forgotten still stand in raw tables: those are not ours to change. */
import type { Engine } from '../engine/engine.js';
import { hashAsHex } from '../generate/text/address-hash.js';
import { mailboxOf } from '../generate/text/sql.js';
import { sqlxText } from '../generate/text/sqlx-text.js';
import type { Action, CompiledGraph } from '../graph/graph.js';
import { quoted } from './forgotten-table.js';

export interface RawRows {
  /** The raw tables that the model reads. */
  readonly tables: readonly string[];
  readonly model: string;
  readonly rows: number;
}

const isStaging = ({ target }: Action): boolean => target.name.startsWith('stg_');

/** By staging model, the rows that name somebody whose hash is given. */
export async function rawRows(graph: CompiledGraph, engine: Engine, hashes: string): Promise<readonly RawRows[]> {
  const found: RawRows[] = [];
  for (const action of graph.actions.filter(isStaging)) {
    const relation = await engine.relation(action.target);
    if (relation === undefined) continue;
    const [, source = '', entity = ''] = /^stg_(.+?)__(.+)$/.exec(action.target.name) ?? [];
    const has = new Set(relation.columns.map(({ name }) => name));
    const record = `CONCAT('crm:', ${sqlxText(source)}, ':', `;
    const identities = [
      ...(has.has('record_id') && /^(?:leads|contacts)$/.test(entity) ? [`${record}s.record_id)`] : []),
      ...(has.has('person_record_id') ? [`${record}s.person_record_id)`] : []),
      ...(has.has('contact_id') && entity === 'opportunities' ? [`${record}s.contact_id)`] : []),
      ...(has.has('email') ? [`CONCAT('email:', ${mailboxOf('s.email')})`] : []),
      ...(has.has('email_sha256') ? [`CONCAT('hash:', ${hashAsHex('s.email_sha256')})`] : []),
      ...(has.has('user_id') ? ["CONCAT('user:', s.user_id)"] : []),
      ...(has.has('anonymous_id') ? ["CONCAT('anon:', s.anonymous_id)"] : []),
    ];
    if (identities.length === 0) continue;
    const joins = identities.map(
      (identity, index) =>
        `LEFT JOIN (${hashes}) AS h${index} ON h${index}.identity_hash = TO_HEX(SHA256(${identity}))`,
    );
    const [row] = await engine.query(
      `SELECT COUNT(*) AS named FROM ${quoted(action.target)} AS s\n${joins.join('\n')}\nWHERE ${identities.map((_, index) => `h${index}.identity_hash IS NOT NULL`).join(' OR ')}`,
    );
    const rows = Number(row?.named ?? 0);
    if (rows > 0) found.push({ tables: rawTables(graph, action), model: action.target.name, rows });
  }
  return found;
}

/** The declarations below a model, through the models that join them. */
function rawTables(graph: CompiledGraph, from: Action): readonly string[] {
  const names = new Set<string>();
  const visit = (action: Action): void => {
    for (const key of action.dependsOn) {
      const declared = graph.declarations.find((each) => each.key === key);
      if (declared !== undefined) names.add(`${declared.target.schema}.${declared.target.name}`);
      const below = graph.actions.find((each) => each.key === key);
      if (below !== undefined && below.kind !== 'assertion') visit(below);
    }
  };
  visit(from);
  return [...names].toSorted();
}
