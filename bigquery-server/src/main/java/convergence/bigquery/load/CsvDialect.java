package convergence.bigquery.load;

import com.google.api.services.bigquery.model.JobConfigurationLoad;
import convergence.bigquery.http.ApiException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a CSV file is written.
///
/// @param quote null: none
/// @param nulls texts that stand for NULL
record CsvDialect(
    char delimiter,
    @Nullable Character quote,
    Charset charset,
    int skip,
    Set<String> nulls,
    boolean jagged,
    boolean newlines) {
  static CsvDialect of(JobConfigurationLoad load) {
    return new CsvDialect(
        delimiter(load.getFieldDelimiter()),
        quote(load.getQuote()),
        charset(load.getEncoding()),
        load.getSkipLeadingRows() == null ? 0 : load.getSkipLeadingRows(),
        nulls(load),
        Boolean.TRUE.equals(load.getAllowJaggedRows()),
        Boolean.TRUE.equals(load.getAllowQuotedNewlines()));
  }

  private static char delimiter(@Nullable String given) {
    if (given == null || given.isEmpty()) return ',';
    if (given.equalsIgnoreCase("tab") || given.equals("\\t")) return '\t';
    if (given.length() > 1)
      throw ApiException.invalid("Invalid value for fieldDelimiter: it is one character");
    return given.charAt(0);
  }

  private static @Nullable Character quote(@Nullable String given) {
    if (given == null) return '"';
    return given.isEmpty() ? null : Character.valueOf(given.charAt(0));
  }

  private static Charset charset(@Nullable String given) {
    if (given == null) return StandardCharsets.UTF_8;
    return switch (given.toUpperCase(Locale.ROOT)) {
      case "UTF-8" -> StandardCharsets.UTF_8;
      case "ISO-8859-1" -> StandardCharsets.ISO_8859_1;
      case "UTF-16BE" -> StandardCharsets.UTF_16BE;
      case "UTF-16LE" -> StandardCharsets.UTF_16LE;
      case "UTF-32BE" -> Charset.forName("UTF-32BE");
      case "UTF-32LE" -> Charset.forName("UTF-32LE");
      default -> throw ApiException.invalid("Invalid value for encoding: " + given);
    };
  }

  private static Set<String> nulls(JobConfigurationLoad load) {
    var nulls = new HashSet<String>();
    if (load.getNullMarker() != null) nulls.add(load.getNullMarker());
    if (load.getNullMarkers() != null) nulls.addAll(load.getNullMarkers());
    if (nulls.isEmpty()) nulls.add("");
    return nulls;
  }
}
