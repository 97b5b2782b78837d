package convergence.bigquery.rest;

import com.google.api.services.bigquery.model.ListRoutinesResponse;
import com.google.api.services.bigquery.model.Routine;
import convergence.bigquery.catalog.Routines;
import convergence.bigquery.http.Answer;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Call;
import convergence.bigquery.sql.DatasetName;
import convergence.bigquery.sql.RoutineName;
import java.util.Map;
import java.util.Optional;

/// `routines.*`
public final class RoutineRoutes {
  private static final String TYPE = "routineType:";
  private final Routines routines;

  public RoutineRoutes(Routines routines) {
    this.routines = routines;
  }

  public Answer insert(Call call) {
    var body = call.body(Routine.class);
    var reference = body.getRoutineReference();
    if (reference == null || reference.getRoutineId() == null)
      throw ApiException.required("routineReference.routineId");
    return Answer.ok(
        routines.create(
            new RoutineName(call.project(), call.path("dataset"), reference.getRoutineId()), body));
  }

  public Answer get(Call call) {
    return Answer.ok(routines.get(name(call)));
  }

  public Answer update(Call call) {
    return Answer.ok(
        routines.update(
            name(call), call.body(Routine.class), call.header("If-Match").orElse(null)));
  }

  public Answer delete(Call call) {
    routines.delete(name(call));
    return Answer.empty(204, Map.of());
  }

  public Answer list(Call call) {
    Optional<String> filter = call.parameter("filter").filter(text -> !text.isBlank());
    if (filter.isPresent() && !filter.get().startsWith(TYPE))
      throw ApiException.invalid("Invalid filter: " + filter.get());
    var all =
        routines.list(new DatasetName(call.project(), call.path("dataset"))).stream()
            .filter(
                one -> filter.map(text -> text.equals(TYPE + one.getRoutineType())).orElse(true))
            .toList();
    var page =
        Paged.of(
            call,
            all,
            one -> one.getRoutineReference().getRoutineId().toLowerCase(java.util.Locale.ROOT));
    boolean whole = call.parameter("readMask").isPresent();
    var list = new ListRoutinesResponse().setNextPageToken(page.next());
    if (!page.items().isEmpty())
      list.setRoutines(page.items().stream().map(one -> whole ? one : brief(one)).toList());
    return Answer.ok(list);
  }

  /// As much as a list tells when nobody asks for more.
  private static Routine brief(Routine routine) {
    return new Routine()
        .setEtag(routine.getEtag())
        .setRoutineReference(routine.getRoutineReference())
        .setRoutineType(routine.getRoutineType())
        .setCreationTime(routine.getCreationTime())
        .setLastModifiedTime(routine.getLastModifiedTime())
        .setLanguage(routine.getLanguage());
  }

  private static RoutineName name(Call call) {
    return new RoutineName(call.project(), call.path("dataset"), call.path("routine"));
  }
}
