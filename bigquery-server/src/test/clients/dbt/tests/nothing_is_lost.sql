SELECT total FROM (
  SELECT (SELECT SUM(amount) FROM {{ ref('by_day') }}) - (SELECT SUM(amount) FROM {{ ref('paid') }})
    + (SELECT COUNT(*) FROM {{ ref('merged') }}) - 4 AS total)
WHERE total != 0
