package convergence.bigquery.files;

import convergence.bigquery.http.Unserved;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.TableName;
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

  private static String codec(String compression) {
    return switch (compression) {
      case "NONE", "" -> "uncompressed";
      case "SNAPPY", "GZIP", "ZSTD" -> compression.toLowerCase(Locale.ROOT);
      default -> throw Unserved.PARQUET_CODEC.refusal(compression);
    };
  }
}
