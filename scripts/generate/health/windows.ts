/** How far back input health looks, in days before the last day that an input can have in full. */

/** So many days are judged, so that a finding can say since when; an older one began "at least" so long ago. */
export const judgedDays = 28;
/** What is usual on a day is read from so many of the same weekday before it. */
export const historyWeeks = 8;
/** Fewer weeks are no history. */
export const fewestWeeks = 4;
/** Days that a run looks at: the oldest weekday of the oldest judged day, and the rest of its week. */
export const spanDays = judgedDays + 7 * historyWeeks + 6;
/** What a column usually holds is read from the days before the last week of the judged day. */
export const usualDays = 28;
/** Days for which pages, forms and columns are told apart. */
export const placeDays = judgedDays + 7 + usualDays;
/** What no signal maps, what came twice or late, and which form has no record is counted over so many days. */
export const auditDays = 28;
/** Moments before that are no moments of this business: a unit was mistaken. */
export const firstSaneDay = '2000-01-01';
