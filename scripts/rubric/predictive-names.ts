/** Names that a model beside the rules takes for itself. */

/** The constant of a model, among its terms. */
export const interceptName = 'intercept';

/** What moves a lead down, among the gates that failed. */
export const demotionGate = 'predictive';
