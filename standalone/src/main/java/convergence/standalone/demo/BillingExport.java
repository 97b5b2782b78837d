package convergence.standalone.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Makes a month of detailed billing export as gzipped JSON lines: more than 100,000 rows, nested and repeated
/// fields, many rows with several credits, tax, adjustments, rounding errors, rows without a project, late rows, and
/// invoices that cross months. The same month and seed give the same rows.
public final class BillingExport {
  /// The file's name in the tenant's folder, which `gcp/cost/load_billing_export` reads.
  public static final String FILE = "gcp_billing_export.jsonl.gz";

  private static final int BUFFER = 1 << 16;

  private BillingExport() {}

  /// What was written, added up while it was written and not from the warehouse.
  ///
  /// @param days every usage day, in order; the first belongs to the month before
  /// @param netCost cost plus credits of all rows
  /// @param severalCredits rows with two or more credits
  public record Month(long rows, List<LocalDate> days, BigDecimal netCost, long severalCredits) {
    public Month {
      days = List.copyOf(days);
    }
  }

  /// @param target replaced when it is there, in one step
  public static Month write(Path target, YearMonth month, long seed) throws IOException {
    var part = target.resolveSibling(target.getFileName() + ".part");
    var tally = new Tally();
    try (var writer = writer(part)) {
      var json = new LineItemJson();
      new MonthOfUsage(
              month,
              seed,
              item -> {
                tally.add(item);
                append(writer, json.line(item));
              })
          .run();
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    return tally.month();
  }

  private static Writer writer(Path file) throws IOException {
    var gzip =
        new GZIPOutputStream(Files.newOutputStream(file), BUFFER) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        };
    return new BufferedWriter(new OutputStreamWriter(gzip, StandardCharsets.UTF_8), BUFFER);
  }

  private static void append(Writer writer, String line) {
    try {
      writer.write(line);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static final class Tally {
    private final TreeSet<LocalDate> days = new TreeSet<>();
    private long rows;
    private long several;
    private BigDecimal net = BigDecimal.ZERO;

    void add(LineItem item) {
      rows++;
      if (item.credits().size() > 1) several++;
      days.add(LocalDate.ofInstant(item.start(), ZoneOffset.UTC));
      net = net.add(item.cost().amount());
      for (var credit : item.credits()) net = net.add(credit.amount().amount());
    }

    Month month() {
      return new Month(rows, List.copyOf(days), net, several);
    }
  }
}
