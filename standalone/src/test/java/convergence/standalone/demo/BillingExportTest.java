package convergence.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.port.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BillingExportTest {
  private static final YearMonth MONTH = YearMonth.of(2026, 1);
  @TempDir Path folder;

  /// What a reader of the file finds, who knows nothing of how it was made.
  private static final class Findings {
    long rows;
    long several;
    long withoutProject;
    long late;
    BigDecimal net = BigDecimal.ZERO;
    final Map<String, Integer> costTypes = new TreeMap<>();
    final Set<String> crossings = new HashSet<>();
  }

  private static Findings read(Path file) throws IOException {
    var found = new Findings();
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        var row = Json.mapper().readTree(line);
        found.rows++;
        found.net = found.net.add(new BigDecimal(row.get("cost").asText()));
        for (var credit : row.get("credits")) {
          var amount = new BigDecimal(credit.get("amount").asText());
          assertThat(amount.signum()).isNotPositive();
          found.net = found.net.add(amount);
        }
        if (row.get("credits").size() > 1) found.several++;
        if (!row.has("project")) found.withoutProject++;
        found.costTypes.merge(row.get("cost_type").asText(), 1, Integer::sum);
        String usage = row.get("usage_start_time").asText();
        String invoice = row.get("invoice").get("month").asText();
        if (!usage.substring(0, 7).replace("-", "").equals(invoice))
          found.crossings.add(usage.substring(0, 7) + ">" + invoice);
        var delay =
            java.time.Duration.between(
                java.time.Instant.parse(row.get("usage_end_time").asText()),
                java.time.Instant.parse(row.get("export_time").asText()));
        if (delay.toDays() >= 2) found.late++;
      }
    }
    return found;
  }

  @Test
  void a_month_has_all_that_makes_billing_data_hard() throws IOException {
    var file = folder.resolve(BillingExport.FILE);
    var month = BillingExport.write(file, MONTH, 1);
    var found = read(file);
    assertThat(found.rows).isEqualTo(month.rows()).isGreaterThan(100_000);
    assertThat(found.net).isEqualByComparingTo(month.netCost());
    assertThat(found.several).isEqualTo(month.severalCredits()).isGreaterThan(found.rows / 10);
    assertThat(found.costTypes).containsOnlyKeys("regular", "tax", "adjustment", "rounding_error");
    assertThat(found.withoutProject).isGreaterThan(50);
    assertThat(found.late).isBetween(500L, 2_000L);
    assertThat(found.crossings).containsExactlyInAnyOrder("2025-12>202601", "2026-01>202602");
    assertThat(month.days()).hasSize(32).isSorted();
  }

  @Test
  void the_same_seed_makes_the_same_file_and_another_seed_another() throws IOException {
    var one = BillingExport.write(folder.resolve("1"), MONTH, 7);
    var two = BillingExport.write(folder.resolve("2"), MONTH, 7);
    assertThat(two).isEqualTo(one);
    assertThat(folder.resolve("2")).hasSameBinaryContentAs(folder.resolve("1"));
    assertThat(BillingExport.write(folder.resolve("3"), MONTH, 8)).isNotEqualTo(one);
  }

  @Test
  void a_short_month_has_as_many_rows() throws IOException {
    assertThat(BillingExport.write(folder.resolve("f"), YearMonth.of(2026, 2), 1).rows())
        .isGreaterThan(100_000);
  }
}
