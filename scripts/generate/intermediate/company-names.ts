/** When two ways of writing a company's name are one, and which texts are no company's name. */
import { sqlxPattern } from '../text/sqlx-text.js';

/** Legal forms without dots, as they stand at the end of a name; `co` and `and` also stand inside, as in "GmbH & Co. KG". */
const legalForms = `
  ab ag aktiengesellschaft and aps as asa bv bvba co company corp corporation cv doo ev eg eood ehf eurl gbr gesmbh ggmbh
  gmbh inc incorporated kft kg kgaa kk lda limited llc llp lp ltd ltda mbh nv ohg ood oy oyj plc pllc pte pty pvt sa sab
  sarl sas sasu sc scrl sco se sicav sl slu snc sp spa spolka sprl srl sro ug und zoo
`
  .trim()
  .split(/\s+/);

const legalForm = `(?: (?:${legalForms.join('|')}))+$`;

/** What people write who have no company, or do not want to name it. */
export const noCompanies = `
  abc, abcd, anonymous, asd, asdf, asdfasdf, asdfgh, company, company name, consultant, example, firma, freelance,
  freelancer, independent, individual, keine, keine angabe, me, myself, n a, name, nil, nobody, none, not applicable,
  not provided, nothing, null, other, particular, particulier, personal, privat, private, privatperson, qwerty, retired, select,
  self, self employed, selfemployed, sole trader, student, test, test company, testing, tbd, unbekannt, unemployed, university,
  unknown, xxx, xyz, your company
`
  .trim()
  .split(/,\s+/);

/** Registrable domains at which a page says nothing of whose company it is: of many companies, or of their profiles. */
export const sharedSites = `
  about.me airbnb.com amazon.com apple.com behance.net bing.com bit.ly crunchbase.com facebook.com fb.com github.com gitlab.com
  glassdoor.com google.com indeed.com instagram.com kununu.com linkedin.com linktr.ee medium.com pinterest.com reddit.com
  substack.com t.co tiktok.com twitter.com vimeo.com wikipedia.org x.com xing.com yelp.com youtube.com
`
  .trim()
  .split(/\s+/);

/**
 * GoogleSQL for a name without case, dots, other marks and legal form: `Nord & Söhne GmbH & Co. KG` is `nord söhne`. NULL
 * where less than three characters are left.
 */
export function companyName(text: string): string {
  const letters = `TRIM(REGEXP_REPLACE(REGEXP_REPLACE(LOWER(${text}), ${sqlxPattern("[.'’]")}, ''), ${sqlxPattern('[^\\pL\\pN]+')}, ' '))`;
  const bare = `REGEXP_REPLACE(${letters}, ${sqlxPattern(legalForm)}, '')`;
  return `REGEXP_EXTRACT(${bare}, ${sqlxPattern('^.{3,}$')})`;
}

/** The same, done once for a constant. */
export function bareCompanyName(text: string): string {
  const letters = text
    .toLowerCase()
    .replaceAll(/[.'’]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return letters.replace(new RegExp(legalForm), '');
}
