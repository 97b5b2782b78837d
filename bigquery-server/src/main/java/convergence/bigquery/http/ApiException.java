package convergence.bigquery.http;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.services.bigquery.model.ErrorProto;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request or a job that ends in an error, in BigQuery's words.
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final Reason reason;
  private final @Nullable String location;

  public ApiException(Reason reason, String message) {
    this(reason, message, null);
  }

  /// @param location what it is about: a field, `query`, a file
  public ApiException(Reason reason, String message, @Nullable String location) {
    super(message);
    this.reason = reason;
    this.location = location;
  }

  public static ApiException invalid(String message) {
    return new ApiException(Reason.INVALID, message);
  }

  /// A mandatory field that the body lacks.
  public static ApiException required(String field) {
    return new ApiException(Reason.REQUIRED, "Required parameter is missing: " + field, field);
  }

  public Reason reason() {
    return reason;
  }

  public String text() {
    return String.valueOf(getMessage());
  }

  /// As it stands in a job's status.
  public ErrorProto proto() {
    return new ErrorProto()
        .setReason(reason.word())
        .setMessage(text())
        .setLocation(location)
        .setDebugInfo(null);
  }

  /// As it stands in an answer.
  GoogleJsonError body() {
    var info = new GoogleJsonError.ErrorInfo();
    info.setDomain("global");
    info.setReason(reason.word());
    info.setMessage(text());
    if (location != null) {
      info.setLocation(location);
      info.setLocationType("parameter");
    }
    var error = new GoogleJsonError();
    error.setCode(reason.status());
    error.setMessage(text());
    error.setErrors(List.of(info));
    error.set("status", reason.canonical());
    return error;
  }
}
