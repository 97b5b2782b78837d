package convergence.warehouse;

/// GoogleSQL's column types; STRUCT and ARRAY are told by [Column].
public enum SqlType {
  STRING,
  BYTES,
  INT64,
  FLOAT64,
  NUMERIC,
  BIGNUMERIC,
  BOOL,
  DATE,
  DATETIME,
  TIME,
  TIMESTAMP,
  INTERVAL,
  JSON,
  GEOGRAPHY,
  STRUCT
}
