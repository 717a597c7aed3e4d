/** What a connection needs so that translated GoogleSQL means the same here, and the translation itself. */
export { duckdbSetup as setup } from '../googlesql/macros.js';
export { translate } from '../googlesql/translate.js';
