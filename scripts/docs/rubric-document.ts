/** The whole of a rubric for people who decide about it and do not read YAML. Pure: the same project, the same text. */
import type { Project, Rubric } from '../rubric/model.js';
import { plainWords } from '../rubric/words.js';
import type { Document } from './document.js';
import type { Names } from './names.js';
import { sentence } from './phrases.js';
import { account } from './sections/account.js';
import { crm } from './sections/crm.js';
import { dimension } from './sections/dimension.js';
import { disposition } from './sections/disposition.js';
import { glossary } from './sections/glossary.js';
import { changeHistory, overview, owners } from './sections/overview.js';
import { predictive } from './sections/predictive.js';
import { tiers } from './sections/tiers.js';
import { grid, total } from './sections/total.js';

/** What is done with a lead comes first, how its points come about after it. */
export function rubricDocument(project: Project, rubric: Rubric): Document {
  const names: Names = { project, rubric };
  return {
    title: `${sentence(plainWords(rubric.name))}: how leads are scored`,
    madeFrom: [
      rubric.file,
      ...(rubric.predictive === undefined ? [] : [rubric.predictive.artefact.file]),
      'rubrics/shared',
      'rubrics/sources',
    ],
    blocks: [
      ...overview(rubric),
      ...owners(rubric),
      ...tiers(rubric),
      ...disposition(rubric),
      ...total(rubric),
      ...grid(rubric),
      ...rubric.dimensions.flatMap((each) => dimension(each, names)),
      ...account(rubric, names),
      ...predictive(rubric),
      ...crm(rubric),
      ...glossary(names),
      ...changeHistory(rubric),
    ],
  };
}
