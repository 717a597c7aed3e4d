// @ts-check

/**
 * The moment for which scores are computed, as GoogleSQL: the project variable `as_of` (`leadscore run --as-of`), or
 * the warehouse's clock at the start of the query. Used by int_as_of and nowhere else.
 * @returns {string}
 */
function asOf() {
  const given = dataform.projectConfig.vars.as_of;
  if (given === undefined || given === '') return 'CURRENT_TIMESTAMP()';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(given)) {
    throw new Error(`The variable as_of is "${given}", which is not an instant in UTC such as 2026-06-30T00:00:00Z.`);
  }
  return `TIMESTAMP '${given.replace('T', ' ').replace('Z', '+00')}'`;
}

module.exports = { asOf };
