package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.FormatOptions;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.WriteChannelConfiguration;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that keeps nothing answers as one that keeps all.
final class EphemeralTest {
  @TempDir Path folder;

  private static String only(BigQuery bq, String sql) throws InterruptedException {
    return bq.query(QueryJobConfiguration.of(sql))
        .iterateAll()
        .iterator()
        .next()
        .get(0)
        .getStringValue();
  }

  @Test
  void tables_lie_in_memory() throws Exception {
    try (var served = Served.ephemeral(folder)) {
      var bq = served.client();
      bq.create(DatasetInfo.of("ep"));
      var _ = bq.query(QueryJobConfiguration.of("CREATE TABLE ep.t (n INT64, s STRING)"));
      var configuration = WriteChannelConfiguration.of(TableId.of("ep", "t"), FormatOptions.json());
      var writer = bq.writer(configuration);
      try (writer) {
        var _ =
            writer.write(
                ByteBuffer.wrap(
                    "{\"n\": 1, \"s\": \"a\"}\n{\"n\": 2}\n".getBytes(StandardCharsets.UTF_8)));
      }
      assertThat(writer.getJob().waitFor().getStatus().getError()).isNull();
      var _ = bq.query(QueryJobConfiguration.of("UPDATE ep.t SET n = n + 1 WHERE s IS NULL"));
      assertThat(only(bq, "SELECT CONCAT(COUNT(*), ' ', SUM(n)) FROM ep.t")).isEqualTo("2 4");
      assertThat(
              only(
                  bq,
                  "SELECT COUNT(*) FROM `region-us`.INFORMATION_SCHEMA.JOBS WHERE job_type = 'LOAD'"))
          .isEqualTo("1");
      assertThat(folder.resolve("warehouse.duckdb")).doesNotExist();
    }
  }
}
