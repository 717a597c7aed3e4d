import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { jobFunctions, jobTitle, seniorities } from '../../scripts/demo/titles.js';
import { loadProject } from '../../scripts/rubric/load.js';
import { readTitles } from '../projects/labelled-titles.js';

const { project } = await loadProject(fileURLToPath(new URL('../..', import.meta.url)));
const standards = project?.standards;
if (standards === undefined) throw new Error('the project of the root has errors');

const countries = ['United States', 'Germany', 'France', 'Spain'];
const variants = Array.from({ length: 60 }, (_, index) => index / 60);
type Seniority = (typeof seniorities)[number][0];
type Area = (typeof jobFunctions)[number][0];

/** Every wording of every title of these people. */
function titlesOf(ranks: readonly Seniority[], areas: readonly Area[]): string[] {
  const titles = ranks.flatMap((rank) =>
    areas.flatMap((area) =>
      countries.flatMap((country) => variants.map((variant) => jobTitle(rank, area, country, variant))),
    ),
  );
  return [...new Set(titles)];
}

const ranks = seniorities.map(([rank]) => rank);
const areas = jobFunctions.map(([area]) => area);

test.each(ranks)('[A6] titles of %s people are read as such, in every language', async (seniority) => {
  const titles = titlesOf([seniority], areas);
  const read = await readTitles(standards, titles);
  expect(read.map((each) => [each.title, each.seniority])).toEqual(titles.map((title) => [title, seniority]));
});

test.each(areas)('[A6] titles in %s are read as such, in every language', async (area) => {
  // Who leads a whole company says so without a function: Geschäftsführer, PDG.
  const titles = titlesOf(
    ranks.filter((each) => each !== 'executive'),
    [area],
  );
  const read = await readTitles(standards, titles);
  expect(read.map((each) => [each.title, each.function])).toEqual(titles.map((title) => [title, area]));
});

test('[A6] titles are read in English, German, French and Spanish', async () => {
  const titles: readonly (readonly [string, string, string])[] = [
    ['PhD Student', 'student', 'research'],
    ['Étudiante en informatique', 'student', 'it'],
    ['Werkstudent Vertrieb', 'intern', 'sales'],
    ['Executive Assistant to the CEO', 'assistant', 'general_management'],
    ['Assistante de direction', 'assistant', 'other'],
    ['Chief Executive Officer', 'executive', 'general_management'],
    ['Geschäftsführender Gesellschafter', 'executive', 'general_management'],
    ['Vorstandsvorsitzender', 'executive', 'general_management'],
    ['Directrice générale', 'executive', 'general_management'],
    ['Consejero delegado', 'executive', 'general_management'],
    ['Président', 'executive', 'general_management'],
    ['Vice President Engineering', 'vp', 'engineering'],
    ['Vice-présidente Finance', 'vp', 'finance'],
    ['Vicepresidenta de Ventas', 'vp', 'sales'],
    ['Head of Data', 'director', 'data'],
    ['Leiterin Einkauf', 'director', 'procurement'],
    ['Directeur des achats', 'director', 'procurement'],
    ['Directora Jurídica', 'director', 'legal'],
    ['IT Manager', 'manager', 'it'],
    ['Teamleiter Kundendienst', 'manager', 'customer_success'],
    ['Responsable informatique', 'manager', 'it'],
    ['Jefa de Producto', 'manager', 'product'],
    ['Product Owner', 'individual', 'product'],
    ['Softwareentwickler', 'individual', 'engineering'],
    ['Ingénieure logiciel', 'individual', 'engineering'],
    ['Analista de datos', 'individual', 'data'],
    ['Ninja', 'other', 'other'],
  ];
  const read = await readTitles(
    standards,
    titles.map(([title]) => title),
  );
  expect(read.map((each) => [each.title, each.seniority, each.function])).toEqual(titles);
});
