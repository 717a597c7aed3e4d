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

/**
 * What the project variable `days` (`leadscore run --days 2026-06-01..2026-06-03`) adds to a filter for new events: an
 * alternative that holds for the days to be repaired. Nothing where it is not given.
 * @param {string} column when an event happened
 * @param {string} timeZone in which its day is taken
 * @returns {string}
 */
function orRepaired(column, timeZone) {
  const given = dataform.projectConfig.vars.days;
  if (given === undefined || given === '') return '';
  const [from = '', to = from, ...more] = given.split('..');
  const isRange = more.length === 0 && [from, to].every((day) => /^\d{4}-\d\d-\d\d$/.test(day)) && from <= to;
  if (!isRange)
    throw new Error(`The variable days is "${given}", which is no range of days such as 2026-06-01..2026-06-03.`);
  return ` OR DATE(${column}, '${timeZone}') BETWEEN DATE '${from}' AND DATE '${to}'`;
}

/**
 * A condition that keeps a check of raw rows to those that came of late, as the end of a WHERE. Nothing where the project
 * variable `check` is `everything`, as `leadscore run` sets it for a first load and for --full-refresh.
 * @param {string} condition
 * @returns {string}
 */
function andOfLate(condition) {
  const given = dataform.projectConfig.vars.check;
  if (given === undefined || given === '') return `AND (${condition})`;
  if (given !== 'everything') throw new Error(`The variable check is "${given}"; it is "everything" or left out.`);
  return '';
}

/**
 * TRUE for models that are not the ones the team works with: a schema suffix is how a replay or a trial is kept apart.
 * What `leadscore run --hot` scores beside the team's tables goes into them, and so is none.
 * @returns {string}
 */
function isReplay() {
  const suffix = (dataform.projectConfig.schemaSuffix ?? '').replace(/(^|_)leadscore_hot$/, '');
  return suffix === '' ? 'FALSE' : 'TRUE';
}

module.exports = { asOf, isReplay, orRepaired, andOfLate };
