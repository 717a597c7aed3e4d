-- What the yardsticks join to, not part of their time.
CREATE OR REPLACE TEMP TABLE flat_events AS
SELECT
  user_pseudo_id AS person,
  regexp_extract(
    list_filter(event_params, lambda p: p.key = 'page_location')[1].value.string_value,
    '^https?://[^/?#]+([^?#]*)',
    1
  ) AS path,
  event_timestamp
FROM leadscore.analytics_4711000001."events_*";

-- Every path of the website is a signal: that of its first part.
CREATE OR REPLACE TEMP TABLE path_signals AS
SELECT DISTINCT path, split_part(path, '/', 2) AS signal
FROM flat_events
WHERE path IS NOT NULL;

-- Linear decay to zero over 180 days, exact decimals.
CREATE OR REPLACE TEMP TABLE curves AS
SELECT
  signals.signal,
  CAST(ages.range AS BIGINT) AS age_days,
  CAST(10 * (180 - ages.range) / 180 AS DECIMAL(38, 9)) AS points
FROM (SELECT DISTINCT signal FROM path_signals) AS signals
CROSS JOIN range(180) AS ages;
