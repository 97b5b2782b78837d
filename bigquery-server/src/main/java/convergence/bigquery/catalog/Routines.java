package convergence.bigquery.catalog;

import com.google.api.services.bigquery.model.Routine;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Reason;
import convergence.bigquery.job.Failures;
import convergence.bigquery.sql.DatasetName;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.RoutineName;
import convergence.embedded.duckdb.RoutineDetails;
import convergence.port.DocumentStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions, table functions and procedures as resources. They are those of CREATE FUNCTION: what
/// only REST says of one is kept beside it, as long as it is the same one.
public final class Routines {
  private final House house;
  private final ResourceBook<Routine> book;

  public Routines(House house, DocumentStore store) {
    this.house = house;
    this.book = new ResourceBook<>(store, "bigquery_routines", Routine.class);
  }

  public Routine create(RoutineName name, Routine given) {
    if (!house.has(name.in())) throw House.missing(name.in());
    if (house.routine(name).isPresent())
      throw new ApiException(Reason.DUPLICATE, "Already Exists: Routine " + name);
    return make(name, given, false);
  }

  /// @throws ApiException there is none
  public Routine get(RoutineName name) {
    if (!house.has(name.in())) throw House.missing(name.in());
    return shown(name, existing(name));
  }

  private RoutineDetails existing(RoutineName name) {
    return house.routine(name).orElseThrow(() -> missing(name));
  }

  private static ApiException missing(RoutineName name) {
    return new ApiException(Reason.NOT_FOUND, "Not found: Routine " + name);
  }

  private Routine shown(RoutineName asked, RoutineDetails details) {
    var name = new RoutineName(asked.project(), asked.dataset(), details.name());
    var shown = RoutineForms.shown(name, details);
    book.find(key(name))
        .filter(said -> shown.getCreationTime().equals(said.getCreationTime()))
        .ifPresent(
            said ->
                shown
                    .setDescription(said.getDescription())
                    .setDeterminismLevel(said.getDeterminismLevel())
                    .setSecurityMode(said.getSecurityMode())
                    .setStrictMode(said.getStrictMode()));
    return shown.setEtag(Etags.of(shown));
  }

  /// @param wanted the etag that it must have now; null: any
  public Routine update(RoutineName name, Routine given, @Nullable String wanted) {
    var now = get(name);
    Etags.check(wanted, now.getEtag());
    if (given.getRoutineType() != null && !given.getRoutineType().equals(now.getRoutineType()))
      throw ApiException.invalid("The type of a routine cannot be changed");
    return make(name, Bodies.copy(given).setRoutineType(now.getRoutineType()), true);
  }

  private Routine make(RoutineName name, Routine given, boolean replace) {
    var order = Order.of(name.project(), RoutineForms.create(name, given, replace));
    try {
      // A body that ends its statement and begins another is no body.
      if (house.execute(order.dry()).statementType().equals("SCRIPT"))
        throw ApiException.invalid("Invalid value for definitionBody: it is no single body");
      var _ = house.execute(order);
    } catch (RuntimeException e) {
      throw Failures.of(e);
    }
    var made = existing(name);
    book.put(
        key(name),
        new Routine()
            .setCreationTime(made.created().toEpochMilli())
            .setDescription(given.getDescription())
            .setDeterminismLevel(given.getDeterminismLevel())
            .setSecurityMode(given.getSecurityMode())
            .setStrictMode(given.getStrictMode()));
    return shown(name, made);
  }

  /// @throws ApiException there is none
  public void delete(RoutineName name) {
    var now = get(name);
    house.execute(
        Order.of(
            name.project(),
            "DROP "
                + RoutineForms.kind(now.getRoutineType())
                + " "
                + Literals.name(name.project())
                + "."
                + Literals.name(name.dataset())
                + "."
                + Literals.name(name.routine())));
    book.delete(key(name));
  }

  /// @return by name
  public List<Routine> list(DatasetName dataset) {
    if (!house.has(dataset)) throw House.missing(dataset);
    return house.routines(dataset).stream()
        .map(
            details ->
                shown(
                    new RoutineName(dataset.project(), dataset.dataset(), details.name()), details))
        .toList();
  }

  /// Names of routines compare without case.
  private static String key(RoutineName name) {
    return name.in() + "." + name.routine().toLowerCase(java.util.Locale.ROOT);
  }
}
