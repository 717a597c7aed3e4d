/** What visitors look at, by what kind of visitor they are. Weights of one kind add up to 100. */
export type VisitorKind = keyof typeof habits;

interface Habit {
  readonly visits: readonly [number, number];
  readonly hits: readonly [number, number];
  readonly pages: Readonly<Record<string, number>>;
}

/** `event path` -> weight; a path alone is a page view. */
export const habits = {
  none: {
    visits: [1, 1],
    hits: [1, 3],
    pages: {
      '/': 45,
      '/blog/what-is-data-lineage': 20,
      '/blog/ten-data-quality-checks': 20,
      '/product/pipelines': 10,
      '/careers': 5,
    },
  },
  low: {
    visits: [1, 3],
    hits: [1, 6],
    pages: {
      '/': 24,
      '/blog/what-is-data-lineage': 16,
      '/blog/ten-data-quality-checks': 16,
      '/blog/schema-drift-explained': 14,
      '/product/pipelines': 9,
      '/product/observability': 7,
      '/webinars/data-contracts-101': 5,
      '/customers': 4,
      '/docs/quickstart': 4,
      '/pricing': 1,
    },
  },
  medium: {
    visits: [1, 4],
    hits: [2, 8],
    pages: {
      '/': 14,
      '/product/pipelines': 14,
      '/product/observability': 12,
      '/customers/norvantis-bank': 8,
      '/customers': 7,
      '/blog/schema-drift-explained': 14,
      '/docs/quickstart': 9,
      '/docs/integrations/warehouse': 6,
      '/webinars/lineage-in-practice': 5,
      'file_download /resources/data-quality-handbook': 4,
      '/pricing': 6,
      '/demo': 1,
    },
  },
  high: {
    visits: [2, 6],
    hits: [4, 12],
    pages: {
      '/': 8,
      '/pricing': 18,
      '/product/pipelines': 13,
      '/product/observability': 11,
      '/product/security': 9,
      '/customers/norvantis-bank': 9,
      '/docs/quickstart': 8,
      '/docs/integrations/warehouse': 8,
      '/docs/api': 5,
      '/demo': 6,
      'file_download /resources/security-whitepaper': 3,
      '/blog/schema-drift-explained': 2,
    },
  },
  product: {
    visits: [1, 8],
    hits: [4, 15],
    pages: {
      'feature_used /app/pipelines': 34,
      'feature_used /app/alerts': 20,
      'feature_used /app/lineage': 14,
      'feature_used /app/invite': 6,
      '/app/home': 20,
      '/docs/api': 6,
    },
  },
  candidate: {
    visits: [1, 3],
    hits: [2, 6],
    pages: { '/careers': 40, '/careers/data-engineer': 25, '/careers/account-executive': 15, '/': 15, '/customers': 5 },
  },
  bot: {
    visits: [1, 1],
    hits: [80, 200],
    pages: {
      '/': 20,
      '/pricing': 20,
      '/product/pipelines': 20,
      '/demo': 10,
      '/docs/api': 20,
      '/blog/what-is-data-lineage': 10,
    },
  },
  staging: {
    visits: [1, 4],
    hits: [3, 10],
    pages: { '/': 20, '/demo': 30, '/pricing': 30, '/app/home': 20 },
  },
} as const satisfies Readonly<Record<string, Habit>>;

export interface PageSlot {
  readonly kind: string;
  readonly slot: number;
  readonly event: string;
  readonly path: string;
}

/** One row per kind and slot 0..99: a draw below 100 finds its page by equality. */
export function pageSlots(): PageSlot[] {
  return Object.entries(habits).flatMap(([kind, { pages }]) => {
    const slots = Object.entries(pages).flatMap(([what, weight]) => Array.from({ length: weight }, () => what));
    return slots.map((what, slot) => {
      const [event, path] = what.split(' ');
      return path === undefined
        ? { kind, slot, event: 'page_view', path: what }
        : { kind, slot, event: event ?? '', path };
    });
  });
}
