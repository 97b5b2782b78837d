package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.WriteStream;
import convergence.bigquery.http.Hashes;
import convergence.warehouse.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Write streams by name: those of this process, and those that an earlier one left.
final class WriteStreams {
  /// Of one that nobody used for so long the rows that wait go with it.
  private static final Duration KEPT = Duration.ofDays(7);

  private final Path folder;
  private final Predicate<JobId> tookEffect;
  private final Map<String, OpenStream> streams = new ConcurrentHashMap<>();

  /// @param tookEffect whether rows went into the table under an id
  WriteStreams(Path folder, Predicate<JobId> tookEffect, Instant now) {
    this.tookEffect = tookEffect;
    try {
      this.folder = Files.createDirectories(folder);
      try (var files = Files.list(folder)) {
        for (Path file : files.toList())
          if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(KEPT)))
            Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(WriteStream stream) {
    streams.put(stream.getName(), OpenStream.begin(stream, log(stream.getName())));
  }

  @Nullable OpenStream find(String name) {
    return streams.computeIfAbsent(name, this::left);
  }

  private @Nullable OpenStream left(String name) {
    var log = log(name);
    return log.isThere() ? OpenStream.found(log, tookEffect) : null;
  }

  private StreamLog log(String name) {
    return new StreamLog(folder.resolve(Hashes.sha256(name)));
  }
}
