package convergence.edge;

import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import io.micronaut.http.HttpRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes the known parameters out of a query string, collects all that is wrong with them, and refuses at the
/// end, also for parameters that nobody took: a misspelt filter must not show everything.
public final class QueryFields {
  private final Map<String, List<String>> query;
  private final Set<String> taken = new HashSet<>();
  private final List<FieldError> errors = new ArrayList<>();

  public QueryFields(HttpRequest<?> request) {
    this.query = request.getParameters().asMap();
  }

  /// Null when it is absent or empty.
  public @Nullable String text(String name, int longest) {
    taken.add(name);
    var values = query.get(name);
    if (values == null || values.isEmpty()) return null;
    if (values.size() > 1) wrong(name, name + " stands more than once.");
    String value = values.getFirst();
    if (value.length() > longest) wrong(name, name + " has at most " + longest + " characters.");
    return value.isEmpty() ? null : value;
  }

  public int number(String name, int least, int most, int otherwise) {
    String text = text(name, 20);
    if (text == null) return otherwise;
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) return number;
    } catch (NumberFormatException e) {
      // Said below.
    }
    wrong(name, name + " is a whole number from " + least + " to " + most + ".");
    return otherwise;
  }

  /// A point in time, or a date.
  ///
  /// @param daysLater of a date: how many days later the instant lies
  public @Nullable Instant instant(String name, int daysLater) {
    String text = text(name, 40);
    if (text == null) return null;
    try {
      if (text.length() == 10)
        return LocalDate.parse(text).plusDays(daysLater).atStartOfDay(ZoneOffset.UTC).toInstant();
      // A plus that was not escaped arrives as a space.
      return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    } catch (DateTimeParseException e) {
      wrong(name, name + " is a date (2025-11-14) or a time (2025-11-14T09:30:00Z).");
      return null;
    }
  }

  public void wrong(String name, String detail) {
    errors.add(FieldError.of(name, detail));
  }

  /// @throws RefusedException BadRequest naming each parameter that is wrong or unknown
  public void end() {
    for (var name : query.keySet())
      if (!taken.contains(name)) {
        String shown = name.length() <= 100 ? name : name.substring(0, 100) + "…";
        wrong(shown, "\"" + shown + "\" is not a parameter of this route.");
      }
    if (!errors.isEmpty())
      throw new RefusedException(new Refusal.BadRequest(errors.getFirst().detail(), errors));
  }
}
