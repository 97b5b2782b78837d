package convergence.warehouse;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A hash of what a job does: equal across processes for equal jobs. Its id and time limit do not count.
public final class Fingerprint {
  private Fingerprint() {}

  public static String of(Job job) {
    var parts = new ArrayList<@Nullable Object>();
    switch (job) {
      case Job.Query query -> add(parts, query);
      case Job.Load load -> add(parts, load);
    }
    add(parts, job.destination());
    return hash(parts);
  }

  private static void add(List<@Nullable Object> parts, Job.Query query) {
    parts.addAll(List.of("query", query.sql().text(), query.defaultDataset()));
    for (BoundSql.Parameter parameter : query.sql().parameters()) {
      SqlValue value = query.values().get(parameter.variable());
      parts.add(parameter.name());
      parts.add(parameter.type());
      parts.add(value == null ? null : value.text());
    }
  }

  private static void add(List<@Nullable Object> parts, Job.Load load) {
    parts.addAll(List.of("load", load.path(), load.format()));
    parts.add(load.columns());
  }

  private static void add(List<@Nullable Object> parts, Destination to) {
    parts.addAll(List.of(to.table(), to.mode(), to.mergeKeys(), to.recreate()));
    parts.add(to.partitionField());
    parts.add(to.partition());
    parts.add(new TreeMap<>(to.labels()));
  }

  /// Each part with its length before it, so that no two lists of parts have one text.
  private static String hash(List<@Nullable Object> parts) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (Object part : parts) {
        byte[] text = part == null ? new byte[0] : part.toString().getBytes(StandardCharsets.UTF_8);
        digest.update(
            ((part == null ? "null" : text.length) + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(text);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
