/** Batch after batch: the comparison, the count of keys, the smallest case of what differs. */
import { batchOf, type Size } from './batch.js';
import { goldenText } from './golden-text.js';
import { judge, type Verdict, worldsOf } from './judge.js';
import { KeyCount } from './keys.js';
import { readYaml, writeYaml } from './plain/yaml.js';
import { sharedKeys } from './shared-keys.js';
import { shrink } from './shrink.js';
import { Warehouse } from './warehouse/run.js';

export interface Campaign {
  readonly seed: number;
  /** In all. */
  readonly rubrics: number;
  /** For each rubric. */
  readonly leads: number;
  /** Rubrics of one run. */
  readonly together: number;
  /** One half alone: the comparison with the warehouse, or the count of keys; of one seed both have the same rubrics. */
  readonly only?: 'rows' | 'keys' | undefined;
  /** Leads whose results are compared with and without a key; none are counted unless given. */
  readonly leadsForKeys?: number;
  /** Differences that are shrunk and told, one a batch. */
  readonly cases: number;
  readonly tell: (line: string) => void;
}

export interface CampaignResult {
  readonly rubrics: number;
  readonly results: number;
  readonly refused: readonly string[];
  /** Rubrics with a difference. */
  readonly differing: number;
  /** The smallest cases, as YAML. */
  readonly cases: readonly string[];
  readonly keys: KeyCount;
}

export async function runCampaign(campaign: Campaign): Promise<CampaignResult> {
  const warehouse = new Warehouse();
  const keys = new KeyCount();
  const refused: string[] = [];
  const cases: string[] = [];
  let results = 0;
  let rubrics = 0;
  let differing = 0;
  try {
    for (let round = 0; rubrics < campaign.rubrics; round += 1) {
      const size: Size = { rubrics: Math.min(campaign.together, campaign.rubrics - rubrics), leads: campaign.leads };
      const batch = batchOf(campaign.seed + round, size);
      if (batch.rubrics.size === 0) throw new Error(`No random rubric is accepted: ${batch.refused.join('\n')}`);
      refused.push(...batch.refused);
      const verdicts: ReadonlyMap<string, Verdict> =
        campaign.only === 'keys' ? new Map() : await judge(warehouse, batch.setting, batch.rubrics, batch.facts);
      const bad = [...verdicts].filter(
        ([, { differences, failure }]) => differences.length > 0 || failure !== undefined,
      );
      const worlds = worldsOf(batch.facts, batch.setting);
      const { leadsForKeys } = campaign;
      if (campaign.only !== 'rows' && leadsForKeys !== undefined) {
        const rubrics = [...batch.rubrics.values()].map((written) => readYaml(writeYaml(written)));
        for (const rubric of rubrics) keys.count(rubric, worlds, leadsForKeys);
        for (const [key, shared] of sharedKeys) {
          if (!keys.isOpen(key)) continue;
          const without = worldsOf(batch.facts, batch.setting, shared);
          for (const rubric of rubrics) keys.countShared(key, rubric, worlds, without, leadsForKeys);
        }
      }
      rubrics += batch.rubrics.size;
      differing += bad.length;
      results += [...verdicts.values()].reduce((sum, { leads }) => sum + leads, 0);
      const found = campaign.only === 'keys' ? 'keys counted' : `${bad.length} with a difference`;
      campaign.tell(`seed ${campaign.seed + round}: ${batch.rubrics.size} rubrics, ${found}`);
      for (const [name, { differences, failure }] of bad) {
        const kinds = [...new Set(differences.map(({ what }) => what))];
        campaign.tell(
          `  ${name}: ${failure ?? `${kinds.slice(0, 5).join(', ')} of ${differences[0]?.recordId ?? ''}`}`,
        );
      }
      const [first] = bad;
      const rubric = batch.rubrics.get(first?.[0] ?? '');
      if (first !== undefined && rubric !== undefined && cases.length < campaign.cases) {
        const smallest = await shrink(warehouse, batch.setting, { rubric, facts: batch.facts, verdict: first[1] });
        cases.push(goldenText(smallest, batch.setting));
        campaign.tell(cases.at(-1) ?? '');
      }
    }
  } finally {
    warehouse.remove();
  }
  return { rubrics, results, refused, differing, cases, keys };
}
