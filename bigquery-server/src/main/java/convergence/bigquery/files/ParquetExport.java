package convergence.bigquery.files;

import convergence.bigquery.http.Unserved;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.TableName;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/// A table as a Parquet file, which the warehouse writes itself.
public final class ParquetExport {
  public static final String FORMAT = "PARQUET";
  private final House house;
  private final Export export;

  public ParquetExport(House house, Export export) {
    this.house = house;
    this.export = export;
  }

  /// @param key of the job that wants it
  /// @return how many rows
  public long write(JobKey key, TableName table, Export.Target target) throws IOException {
    String codec = codec(target.compression());
    for (var column : house.existing(table).columns()) refuseHeldOtherwise(column, false);
    Path near = house.exchange().resolve(key.hash() + "-out.parquet");
    return export.write(
        target,
        file -> {
          try {
            long rows = house.parquet(table, near, codec);
            Files.move(near, file, StandardCopyOption.REPLACE_EXISTING);
            return rows;
          } finally {
            Files.deleteIfExists(near);
          }
        });
  }

  private static void refuseHeldOtherwise(Column column, boolean nested) {
    if (column.type().bound() != null) throw Unserved.RANGE_ROWS.refusal();
    if (nested && column.type() == SqlType.GEOGRAPHY) throw Unserved.NESTED_GEOGRAPHY.refusal();
    for (var field : column.fields()) refuseHeldOtherwise(field, true);
  }

  private static String codec(String compression) {
    return switch (compression) {
      case "NONE", "" -> "uncompressed";
      case "SNAPPY", "GZIP", "ZSTD" -> compression.toLowerCase(Locale.ROOT);
      default -> throw Unserved.PARQUET_CODEC.refusal(compression);
    };
  }
}
