package convergence.bigquery.load;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import convergence.bigquery.rows.JsonRows;
import convergence.port.Json;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Lines of JSON, one object each. Blocks of lines are read side by side and taken in order.
final class NdjsonRows implements RowSource {
  private static final ObjectReader READER =
      Json.mapper()
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /// A field that stands twice in a row is no row.
  private static final ObjectReader STRICT =
      READER.with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

  private static final int AHEAD = Runtime.getRuntime().availableProcessors() + 1;
  private final List<Path> files;
  private final PlainLines.Names names;
  private final JsonRows rows;
  private final BadRecords bad;
  private final ObjectReader reader;

  /// Lines that were read.
  ///
  /// @param rows that hold something; null: it is the next of `problems`
  /// @param length in bytes, as positions are told
  private record Block(
      List<@Nullable List<@Nullable Object>> rows, List<Problem> problems, long length) {}

  /// @param position of its line in the block
  private record Problem(long position, String kind, String why) {}

  NdjsonRows(List<Path> files, List<Column> columns, boolean ignoreUnknown, BadRecords bad) {
    this.files = files;
    this.names = new PlainLines.Names(columns);
    this.rows = JsonRows.ofFile(columns, ignoreUnknown);
    this.bad = bad;
    // What stands in a JSON column is the document's own affair.
    this.reader = columns.stream().anyMatch(NdjsonRows::holdsJson) ? READER : STRICT;
  }

  private static boolean holdsJson(Column column) {
    return column.type() == SqlType.JSON
        || column.fields().stream().anyMatch(NdjsonRows::holdsJson);
  }

  static BufferedReader reader(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(Inputs.open(file), StandardCharsets.UTF_8), 1 << 16);
  }

  /// @throws JacksonException the line is no JSON
  static JsonNode node(String line) throws IOException {
    return READER.readValue(line);
  }

  @Override
  public void read(Sink sink) throws IOException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (Path file : files) read(file, sink, threads);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private void read(Path file, Sink sink, ExecutorService threads) throws IOException {
    long position = 0;
    var ahead = new ArrayDeque<Future<Block>>();
    try (var lines = new LineBlocks(Inputs.open(file))) {
      for (var some = lines.next(); some != null; some = lines.next()) {
        var bytes = some;
        ahead.add(threads.submit(() -> block(bytes)));
        if (ahead.size() == AHEAD) position += take(ahead.remove(), position, sink);
      }
    }
    while (!ahead.isEmpty()) position += take(ahead.remove(), position, sink);
  }

  private long take(Future<Block> future, long position, Sink sink) {
    var block = read(future);
    var problems = block.problems().iterator();
    for (var row : block.rows()) {
      bad.row();
      if (row != null) {
        sink.row(row);
        continue;
      }
      var problem = problems.next();
      bad.bad(
          problem.kind()
              + " in row starting at position "
              + (position + problem.position())
              + ": "
              + problem.why());
    }
    return block.length();
  }

  private static Block read(Future<Block> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a file was read", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) throw known;
      throw new IllegalStateException(e.getCause());
    }
  }

  private Block block(byte[] bytes) throws IOException {
    var plain = new PlainLines(names);
    var found = new ArrayList<@Nullable List<@Nullable Object>>(bytes.length / 64);
    var problems = new ArrayList<Problem>();
    long position = 0;
    for (int from = 0; from < bytes.length; ) {
      int end = LineBlocks.end(bytes, from);
      int to = end > from && bytes[end - 1] == '\r' ? end - 1 : end;
      var row = plain.row(bytes, from, to);
      if (row != null) {
        found.add(row);
        position += to - from + 1;
      } else
        // As a reader of lines sees it, to which a carriage return ends one, too.
        for (String line :
            new String(bytes, from, to - from, StandardCharsets.UTF_8).split("\r", -1)) {
          if (!line.isBlank()) found.add(row(line, position, problems));
          position += line.getBytes(StandardCharsets.UTF_8).length + 1L;
        }
      from = end + 1;
    }
    return new Block(found, problems, position);
  }

  private @Nullable List<@Nullable Object> row(String line, long position, List<Problem> problems)
      throws IOException {
    try {
      return rows.row(reader.readValue(line));
    } catch (JacksonException e) {
      problems.add(
          new Problem(
              position,
              "JSON parsing error",
              "Parser terminated before end of string: " + e.getOriginalMessage()));
    } catch (JsonRows.BadField e) {
      problems.add(
          new Problem(position, "JSON processing error", e.text() + " Field: " + e.field()));
    }
    return null;
  }
}
