/** The files that all rubrics of a project share. */
import type { EnrichableField } from '../../generate/canonical.js';
import type { Place } from '../../problem.js';
import type { Country } from '../countries.js';
import type { FieldRef } from './conditions.js';

/** rubrics/shared/standards.yaml */
export interface Standards {
  /** IANA name; the zone in which a day begins. */
  readonly timeZone: string;
  /** Registrable domains of the company itself; people and events there are internal. */
  readonly internalDomains: readonly string[];
  readonly competitorDomains: readonly string[];
  /** Beside the packaged lists: what a team adds, and what it takes off them. */
  readonly freeMail: { readonly add: readonly string[]; readonly allow: readonly string[] };
  readonly disposable: { readonly add: readonly string[]; readonly allow: readonly string[] };
  /** Mailbox names that are not a person (info, sales, ...), beside the packaged list. */
  readonly roleAddresses: { readonly add: readonly string[]; readonly allow: readonly string[] };
  /** `lead.seniority` and `lead.function`, from the title: the first label one of whose RE2 patterns is found wins. */
  readonly seniority: readonly TitleLabel[];
  readonly functions: readonly TitleLabel[];
  /** `lead.committee_role`: the first role one of whose rules holds. */
  readonly committeeRoles: readonly CommitteeRole[];
  /** `industry_group` of leads and accounts, from the industry as written: the first label that fits. */
  readonly industries: readonly TitleLabel[];
  /** `company_size` of leads and accounts; from the largest. */
  readonly companySizes: readonly CompanySize[];
  /** `country_code`: how people write each country, the packaged names included. */
  readonly countries: readonly Country[];
  /** `region` of leads and accounts: region -> codes of countries, in no other region. */
  readonly regions: readonly { readonly region: string; readonly countries: readonly string[]; readonly at: Place }[];
  /** Which vendor is believed; absent: the CRM alone. */
  readonly enrichment?: Enrichment;
  /** Named lists for `in_list`. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** rubrics/shared/identity.yaml: which records are one person. */
export interface Identity {
  /** Beside the CRM's own ids and merges, which always join; the strongest first. */
  readonly matchKeys: readonly MatchKey[];
  /** What tells the account of a person, the surest first. */
  readonly accountKeys: readonly AccountKey[];
  readonly neverMatch: {
    readonly emailKinds: readonly string[];
    /** Without case. */
    readonly addresses: readonly string[];
    /** Of any other key than the address; without case and outer blanks. */
    readonly values: readonly string[];
    /** Names that are no company's, and registrable domains that are many companies'; beside the packaged ones. */
    readonly companies: readonly string[];
    readonly websites: readonly string[];
  };
  /** A person above this is cut: the weakest keys no longer join its records. */
  readonly largestPerson: KeyLimit;
  /** Acts that carry nothing but an identity of more people than this are nobody's. */
  readonly sharedBy: Readonly<Record<'email' | 'user_id' | 'anonymous_id', number>>;
  readonly survivorship: { readonly usual: Survivor; readonly columns: ReadonlyMap<string, Survivor> };
}

export interface MatchKey {
  /** `attribute`: an external id, a STRING attribute of leads and contacts. */
  readonly kind: 'email' | 'email_sha256' | 'user_id' | 'anonymous_id' | 'attribute';
  /** `email`, `email_sha256`, `user_id`, `anonymous_id` or the attribute's name. */
  readonly name: string;
  /** Columns that must be equal, too, without case and outer blanks. */
  readonly same: readonly string[];
  readonly atMost: KeyLimit;
  /** Absent for a key that nobody wrote. */
  readonly at?: Place;
}

export interface AccountKey {
  readonly key: 'crm_id' | 'domain' | 'website' | 'company_name';
  /** The country of the person must be one in which the account is known under that name. */
  readonly isOfSameCountry: boolean;
  /** Absent for a key that nobody wrote. */
  readonly at?: Place;
}

export interface KeyLimit {
  readonly records?: number;
  /** Different addresses on the records. */
  readonly emails?: number;
  /** Different registrable domains of business addresses on the records. */
  readonly companies?: number;
}

/** Whose value of a column a person has; ties go to the newest record. */
export type Survivor =
  | { readonly kind: 'newest' | 'oldest' | 'most_complete' }
  | { readonly kind: 'sources'; readonly sources: readonly string[]; readonly at?: Place };

export interface Enrichment {
  /** Every field that vendors can tell, in the order of the canonical input. */
  readonly fields: readonly {
    readonly field: EnrichableField;
    /** The first whose value counts is taken; `crm` is among them. */
    readonly vendors: readonly string[];
    /** A value that was fetched so many days ago, or more, counts no more. The CRM's own has no age. */
    readonly maxAgeDays?: number;
    /** Only what somebody has confirmed counts; the CRM's own does in any case. */
    readonly needsConfirmation: boolean;
    readonly at: Place;
  }[];
  readonly at: Place;
}

export interface TitleLabel {
  readonly label: string;
  readonly patterns: readonly string[];
  readonly at: Place;
}

/** Everything that is given must fit; of each, one is enough. */
export interface CommitteeRole {
  readonly role: string;
  readonly rules: readonly {
    /** RE2 patterns. */
    readonly title?: readonly string[];
    readonly seniority?: readonly string[];
    readonly functions?: readonly string[];
    readonly at: Place;
  }[];
  readonly at: Place;
}

export interface CompanySize {
  readonly size: string;
  /** Employees. */
  readonly from: number;
  /** RE2 patterns, for a size written without a number. */
  readonly written: readonly string[];
  readonly at: Place;
}

/** rubrics/shared/signals.yaml: one signal and what counts as it. The first pattern of the file that fits an event wins. */
export interface Signal {
  readonly name: string;
  readonly description?: string;
  /** Words a rep reads: "visited the pricing page". */
  readonly label: string;
  readonly patterns: readonly SignalPattern[];
  /** Declared as known to be unused by any rubric. */
  readonly isUnused: boolean;
  readonly isEmailOpen: boolean;
  /** Facts of an account without a person; absent: what people do. */
  readonly of?: 'account';
  /** Signals of which an event of this one is a further act. */
  readonly also?: readonly string[];
  /** Which of its acts are one and the same, told by several channels. */
  readonly sameAct?: SameAct;
  readonly at: Place;
}

/** Two acts of one person are the same when these are known and equal and they fall into one window. */
export interface SameAct {
  readonly by: readonly ('content' | 'form' | 'path' | 'campaign')[];
  readonly per: 'day' | 'week' | 'month' | 'lifetime' | { readonly days: number };
  /** Sources, the most trusted first: whose act counts. Then the first counts, by moment and act key. */
  readonly prefer: readonly string[];
  readonly at: Place;
}

/** All given parts must fit. Text is compared without case and outer blanks; `path` is a glob (`*` one part, `**` any). */
export interface SignalPattern {
  readonly source?: string;
  readonly event?: readonly string[];
  readonly channel?: readonly string[];
  readonly path?: readonly string[];
  readonly form?: readonly string[];
  readonly campaign?: readonly string[];
  readonly campaignType?: readonly string[];
  readonly campaignStatus?: readonly string[];
  /** Of account signals alone. */
  readonly topic?: readonly string[];
  readonly at: Place;
}

/** rubrics/shared/outcomes.yaml: what a rubric is judged against. */
export interface Outcome {
  readonly name: string;
  readonly description?: string;
  readonly definition:
    | { readonly kind: 'opportunity'; readonly when: 'created' | 'won' }
    /** A lead's own attribute that has no date: true means it happened. */
    | { readonly kind: 'attribute'; readonly field: FieldRef };
  readonly at: Place;
}
