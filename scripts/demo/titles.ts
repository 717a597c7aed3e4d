import type { Weighted } from './random.js';

export type Seniority = 'executive' | 'vp' | 'director' | 'manager' | 'individual' | 'intern' | 'student';
export type JobFunction =
  'data' | 'engineering' | 'it' | 'product' | 'operations' | 'marketing' | 'sales' | 'finance' | 'hr' | 'none';

export const seniorities = [
  ['executive', 8],
  ['vp', 9],
  ['director', 15],
  ['manager', 26],
  ['individual', 38],
  ['intern', 4],
] as const satisfies readonly [Weighted<Seniority>, ...Weighted<Seniority>[]];

export const jobFunctions = [
  ['data', 20],
  ['engineering', 20],
  ['it', 11],
  ['product', 9],
  ['operations', 11],
  ['marketing', 11],
  ['sales', 8],
  ['finance', 6],
  ['hr', 4],
] as const satisfies readonly [Weighted<JobFunction>, ...Weighted<JobFunction>[]];

type Language = 'en' | 'de' | 'fr' | 'es';

const areas: Readonly<Record<JobFunction, Readonly<Record<Language, string>>>> = {
  data: { en: 'Data', de: 'Daten', fr: 'Données', es: 'Datos' },
  engineering: { en: 'Engineering', de: 'Entwicklung', fr: 'Ingénierie', es: 'Ingeniería' },
  it: { en: 'IT', de: 'IT', fr: 'Informatique', es: 'Informática' },
  product: { en: 'Product', de: 'Produkt', fr: 'Produit', es: 'Producto' },
  operations: { en: 'Operations', de: 'Betrieb', fr: 'Opérations', es: 'Operaciones' },
  marketing: { en: 'Marketing', de: 'Marketing', fr: 'Marketing', es: 'Marketing' },
  sales: { en: 'Sales', de: 'Vertrieb', fr: 'Ventes', es: 'Ventas' },
  finance: { en: 'Finance', de: 'Finanzen', fr: 'Finance', es: 'Finanzas' },
  hr: { en: 'People', de: 'Personal', fr: 'Ressources Humaines', es: 'Recursos Humanos' },
  none: { en: '', de: '', fr: '', es: '' },
};

const chiefs: Readonly<Record<JobFunction, string>> = {
  data: 'Chief Data Officer',
  engineering: 'CTO',
  it: 'CIO',
  product: 'Chief Product Officer',
  operations: 'COO',
  marketing: 'CMO',
  sales: 'Chief Revenue Officer',
  finance: 'CFO',
  hr: 'Chief People Officer',
  none: 'CEO & Founder',
};

const specialists: Readonly<Record<JobFunction, string>> = {
  data: 'Data Engineer',
  engineering: 'Senior Software Engineer',
  it: 'System Administrator',
  product: 'Product Owner',
  operations: 'Operations Specialist',
  marketing: 'Content Marketer',
  sales: 'Account Executive',
  finance: 'Accountant',
  hr: 'Recruiter',
  none: 'Consultant',
};

/** How a rank is said in each language; `*` is the area. */
const ranks: Readonly<Record<Language, Readonly<Record<'vp' | 'director' | 'manager', readonly string[]>>>> = {
  en: {
    vp: ['VP *', 'Vice President, *', 'SVP of *'],
    director: ['Director of *', 'Head of *', 'Sr. Director, *'],
    manager: ['* Manager', 'Manager, *', '* Team Lead'],
  },
  de: { vp: ['Bereichsleiter *'], director: ['Leiterin *', 'Abteilungsleiter *'], manager: ['Teamleiter *'] },
  fr: { vp: ['Vice-président *'], director: ['Directrice *', 'Directeur *'], manager: ['Responsable *'] },
  es: {
    vp: ['Vicepresidente de *'],
    director: ['Directora de *', 'Director de *'],
    manager: ['Jefe de *', 'Responsable de *'],
  },
};

const languages: Readonly<Record<string, Language>> = { Germany: 'de', France: 'fr', Spain: 'es' };

/** A job title as somebody of that rank would type it; `variant` (0..1) chooses wording, language and letter case. */
export function jobTitle(seniority: Seniority, area: JobFunction, country: string, variant: number): string {
  const language = variant < 0.45 ? (languages[country] ?? 'en') : 'en';
  const said = title(seniority, area, language, variant);
  return variant > 0.93 ? said.toUpperCase() : variant > 0.86 ? said.toLowerCase() : said;
}

function title(seniority: Seniority, area: JobFunction, language: Language, variant: number): string {
  const words = areas[area][language];
  switch (seniority) {
    case 'student':
      return variant < 0.5 ? 'Student' : 'PhD Student';
    case 'intern':
      return language === 'de' ? `Praktikant ${words}` : language === 'fr' ? `Stagiaire ${words}` : `${words} Intern`;
    case 'executive':
      return language === 'de' && variant < 0.25
        ? 'Geschäftsführer'
        : language === 'fr' && variant < 0.25
          ? 'PDG'
          : chiefs[area];
    case 'individual':
      return specialists[area];
    default: {
      const said = ranks[language][seniority];
      const index = Math.floor(variant * 997) % said.length;
      return (said[index] ?? '*').replace('*', words);
    }
  }
}
