package convergence.embedded.duckdb.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.warehouse.SqlFault;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Traps of decimals and vectors: what DuckDB would round is refused.
final class NumberTrapsTest extends OnTestWarehouse {
  /// Java's logarithm has another last digit.
  @Test
  void the_decimal_logarithm_is_that_of_the_c_library() throws SQLException {
    assertThat(value("CAST(LOG10(5.75) AS STRING)")).isEqualTo("0.75966784468963056");
    assertThat(value("LOG10(CAST('inf' AS FLOAT64))")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(value("LOG10(CAST('-inf' AS FLOAT64))")).isEqualTo(Double.NaN);
    assertThat(value("LOG10(CAST('nan' AS FLOAT64))")).isEqualTo(Double.NaN);
    assertThat(value("SAFE.LOG10(0.0)")).isNull();
    assertThatThrownBy(() -> value("LOG10(-1.0)"))
        .hasMessageContaining("Floating point error in function: LOG10");
  }

  @Test
  void a_sum_of_decimals_beyond_the_type_is_refused() throws SQLException {
    String most = "NUMERIC '99999999999999999999999999999.999999999'";
    String values = "UNNEST([" + most + ", NUMERIC '0.000000001']) AS x";
    assertThat(value("(SELECT SUM(x) FROM UNNEST([" + most + ", NUMERIC '-1']) AS x) > 0"))
        .isEqualTo(true);
    for (var sum :
        new String[] {
          "SUM(x) FROM " + values,
          "SUM(-x) FROM " + values,
          "SUM(x) OVER () FROM " + values,
          "(SELECT SUM(y) FROM UNNEST([x, x]) AS y) FROM UNNEST([" + most + "]) AS x"
        }) assertThatThrownBy(() -> value(sum)).as(sum).hasMessageContaining("Overflow in ");
  }

  @Test
  void a_bucket_for_what_is_no_number_is_unknown() throws SQLException {
    assertThat(value("RANGE_BUCKET(CAST('nan' AS FLOAT64), [1.0, 2.0])")).isNull();
    assertThat(value("RANGE_BUCKET('nan', ['a', 'z'])")).isEqualTo(1L);
    assertThat(value("RANGE_BUCKET(1.5, [1.0, 2.0])")).isEqualTo(1L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "BIGNUMERIC '1.5' * BIGNUMERIC '-2.25' | -3.375",
        "BIGNUMERIC '1' / BIGNUMERIC '8' | 0.125",
        "ABS(BIGNUMERIC '-1.5') | 1.5",
        "SIGN(BIGNUMERIC '-1.5') | -1",
        "ROUND(BIGNUMERIC '2.675', 2) | 2.68",
        "ROUND(BIGNUMERIC '-2.5') | -3",
        "ROUND(BIGNUMERIC '1250', -2) | 1300",
        "TRUNC(BIGNUMERIC '-2.79', 1) | -2.7",
        "CEIL(BIGNUMERIC '-2.5') | -2",
        "FLOOR(BIGNUMERIC '-2.5') | -3",
        "MOD(BIGNUMERIC '-7.5', BIGNUMERIC '2') | -1.5",
        "DIV(BIGNUMERIC '-7.5', BIGNUMERIC '2') | -3",
        "CAST('0.123456789012345678' AS BIGNUMERIC) | 0.123456789012345678",
        "CAST(0.5 AS BIGNUMERIC) | 0.5",
        "CAST(CAST('2.0000000005' AS BIGNUMERIC) AS NUMERIC) | 2.000000001",
        "CAST(CAST('2.5' AS BIGNUMERIC) AS INT64) | 3",
        "CAST(CAST('2.5' AS BIGNUMERIC) AS FLOAT64) | 2.5",
        "(SELECT AVG(x) FROM UNNEST([BIGNUMERIC '1', BIGNUMERIC '2', NULL]) AS x) | 1.5",
        "POW(NUMERIC '1.05', 10) | 1.628894627",
        "POW(NUMERIC '3', 40) | 12157665459056928801",
        "POW(NUMERIC '123456789.5', 2) | 15241578873647310.25",
      })
  void decimals_are_as_exact_as_BigQuerys(String expression, String expected) throws SQLException {
    assertThat(value("CAST(" + expression + " AS STRING)")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "BIGNUMERIC '1' / BIGNUMERIC '3' | more than 18 digits after the point is not supported",
        "BIGNUMERIC '0.0000000001' * BIGNUMERIC '0.0000000001' | more than 18 digits after the point is not supported",
        "(SELECT CAST(x AS BIGNUMERIC) FROM UNNEST([0.1]) AS x) | more than 18 digits after the point is not supported",
        "(SELECT CAST(s AS BIGNUMERIC) FROM UNNEST(['0.1234567890123456789']) AS s) | more than 18 digits after the point is not supported",
        "(SELECT CAST(x AS BIGNUMERIC) FROM UNNEST([NUMERIC '100000000000000000000']) AS x) | more than 20 digits before the point is not supported",
        "BIGNUMERIC '99999999999999999999' + BIGNUMERIC '1' | more than 20 digits before the point is not supported",
        "(SELECT AVG(x) FROM UNNEST([BIGNUMERIC '1', BIGNUMERIC '1', BIGNUMERIC '2']) AS x) | more than 18 digits after the point is not supported",
        "EXP(NUMERIC '60') | more than ten digits from EXP is not supported",
        "POW(NUMERIC '2466', NUMERIC '7.81') | more than ten digits from POW is not supported",
        "BIGNUMERIC '1' / BIGNUMERIC '0' | division by zero",
        "(SELECT CAST(s AS BIGNUMERIC) FROM UNNEST(['x']) AS s) | Invalid BIGNUMERIC value",
        "CAST(CAST('inf' AS FLOAT64) AS BIGNUMERIC) | Illegal conversion of non-finite",
        "COSINE_DISTANCE([1.0], [1.0, 2.0]) | Array length mismatch: 1 and 2",
        "COSINE_DISTANCE([0.0], [1.0]) | zero vector",
        "COSINE_DISTANCE([1.0, CAST(NULL AS FLOAT64)], [1.0, 2.0]) | NULL array element",
        "EUCLIDEAN_DISTANCE([1e200], [-1e200]) | double overflow",
      })
  void what_would_be_another_value_is_an_error(String expression, String message) {
    assertThatThrownBy(() -> value(expression))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message);
  }

  /// A NULL of SAFE would hide that there is a value.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SAFE.POW(NUMERIC '2466', NUMERIC '7.81')",
        "SAFE.EXP(NUMERIC '60')",
        "SAFE.ROUND(BIGNUMERIC '1.5', 1)",
        "(SELECT SAFE_CAST(s AS BIGNUMERIC) FROM UNNEST(['0.1']) AS s)",
        "BIGNUMERIC '100000000000000000000'",
        "BIGNUMERIC '0.1234567890123456789'",
        "SAFE_DIVIDE(BIGNUMERIC '1', BIGNUMERIC '3')",
      })
  void what_cannot_be_told_from_an_error_is_refused_beforehand(String expression) {
    assertThatThrownBy(() -> value(expression))
        .isInstanceOfSatisfying(
            SqlFault.class, fault -> assertThat(fault.code()).isEqualTo("unsupported"));
  }

  @Test
  void distances_of_vectors() throws SQLException {
    assertThat(value("EUCLIDEAN_DISTANCE([1.0, 2.0], [4.0, 6.0])")).isEqualTo(5.0);
    assertThat(value("EUCLIDEAN_DISTANCE(CAST([] AS ARRAY<FLOAT64>), [])")).isEqualTo(0.0);
    assertThat(value("COSINE_DISTANCE([1.0, 0.0], [0.0, 3.0])")).isEqualTo(1.0);
    assertThat(value("COSINE_DISTANCE([1.0, 2.0], [3.0, 4.0])")).isEqualTo(0.01613008990009257);
    assertThat(value("COSINE_DISTANCE(CAST(NULL AS ARRAY<FLOAT64>), [1.0])")).isNull();
    assertThat(value("EUCLIDEAN_DISTANCE([CAST('nan' AS FLOAT64)], [1.0])")).isEqualTo(Double.NaN);
  }
}
