{{ config(materialized='table', cluster_by=['customer']) }}
SELECT customer, COUNT(*) AS orders, SUM(amount) AS amount FROM {{ ref('paid') }} GROUP BY customer
