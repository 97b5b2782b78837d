package convergence.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.QueryJobConfiguration;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Google's own Java client, with the settings that it comes with.
@Timeout(300)
final class JavaClientTest {
  @TempDir static Path folder;
  private static Served served;
  private static BigQuery bq;

  @BeforeAll
  static void open() {
    served = Served.on(folder);
    bq = served.client();
  }

  @AfterAll
  static void close() {
    served.close();
  }

  @Test
  void a_query_answers_its_rows() throws Exception {
    var result =
        bq.query(
            QueryJobConfiguration.of(
                "SELECT 1 AS x, 'a' AS y, TIMESTAMP '2026-05-20 12:34:56.789 UTC' AS t"));
    var row = result.iterateAll().iterator().next();
    assertThat(row.get("x").getLongValue()).isEqualTo(1);
    assertThat(row.get("y").getStringValue()).isEqualTo("a");
    assertThat(row.get("t").getTimestampInstant()).isEqualTo("2026-05-20T12:34:56.789Z");
  }

  @Test
  void a_dataset_is_made_listed_and_found() {
    bq.create(DatasetInfo.newBuilder("made").setDescription("by the client").build());
    assertThat(bq.getDataset("made").getDescription()).isEqualTo("by the client");
    assertThat(bq.getDataset("none")).isNull();
    assertThat(bq.listDatasets().iterateAll())
        .anyMatch(d -> d.getDatasetId().getDataset().equals("made"));
  }

  @Test
  void pages_join_to_the_whole_result() throws Exception {
    var result =
        bq.query(
            QueryJobConfiguration.newBuilder(
                    "SELECT n FROM UNNEST(GENERATE_ARRAY(1, 3000)) AS n ORDER BY n")
                .setMaxResults(700L)
                .build());
    assertThat(result.getTotalRows()).isEqualTo(3000);
    long expected = 1;
    for (var row : result.iterateAll()) assertThat(row.get(0).getLongValue()).isEqualTo(expected++);
    assertThat(expected).isEqualTo(3001);
  }
}
