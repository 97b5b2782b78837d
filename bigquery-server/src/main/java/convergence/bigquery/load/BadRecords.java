package convergence.bigquery.load;

import com.google.api.services.bigquery.model.ErrorProto;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Reason;
import java.util.ArrayList;
import java.util.List;

/// Rows of files that cannot be read: some may be left out, more end the load.
final class BadRecords {
  private static final String BEGIN = "Error while reading data, error message: ";
  private final String format;
  private final int allowed;
  private final List<ErrorProto> errors = new ArrayList<>();
  private long seen;
  private long bad;

  BadRecords(String format, int allowed) {
    this.format = format;
    this.allowed = allowed;
  }

  void row() {
    seen++;
  }

  /// @throws ApiException it is one too many
  void bad(String message) {
    bad++;
    if (errors.size() < 10)
      errors.add(new ErrorProto().setReason("invalid").setMessage(BEGIN + message));
    if (bad > allowed)
      throw new ApiException(
          Reason.INVALID,
          BEGIN
              + format
              + " processing encountered too many errors, giving up. Rows: "
              + seen
              + "; errors: "
              + bad
              + "; max bad: "
              + allowed
              + "; error percent: 0. "
              + message);
  }

  long count() {
    return bad;
  }

  List<ErrorProto> errors() {
    return errors;
  }
}
