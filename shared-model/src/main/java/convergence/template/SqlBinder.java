package convergence.template;

import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.template.StepTemplate.SqlText;
import convergence.warehouse.Analysis;
import convergence.warehouse.BoundSql;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlValue;
import convergence.warehouse.Statements;
import convergence.warehouse.TableRef;
import convergence.warehouse.Variable;
import convergence.yaml.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Binds one template's SQL and proves what it reads; turns what is wrong into refusals that name step, file
/// and line.
final class SqlBinder {
  /// BigQuery lists no more in a job's statistics.
  private static final int MOST_TABLES = 50;

  private final PipelineTemplate template;
  private final Statements statements;
  private final Scope scope;

  SqlBinder(PipelineTemplate template, Statements statements, Scope scope) {
    this.template = template;
    this.statements = statements;
    this.scope = scope;
  }

  /// Where in a template some SQL stands.
  ///
  /// @param key key path within the step
  record Spot(StepTemplate step, String key, SqlText sql) {}

  BoundSql bind(Spot spot) {
    String sql = spot.sql().text();
    var variables = scope.variables(sql);
    try {
      return statements.bind(sql, variables);
    } catch (SqlFault fault) {
      String guilty = fault.code().equals("unsafe_binding") ? guilty(sql, variables) : null;
      if (guilty != null)
        throw new RefusedException(
            Refusal.BadRequest.of(
                "/" + guilty, guilty + " cannot stand here: " + fault.getMessage()));
      throw refused(spot, fault);
    }
  }

  /// The parameter of the request whose value is at fault: with another value all is well.
  private @Nullable String guilty(String sql, Map<String, Variable> variables) {
    for (String name : variables.keySet()) {
      if (!name.equals(scope.givenIn("{" + name + "}"))) continue;
      var harmless = new HashMap<>(variables);
      harmless.put(name, other(variables.get(name)));
      try {
        statements.bind(sql, harmless);
        return name;
      } catch (SqlFault _) {
        // Not this one alone.
      }
    }
    return null;
  }

  /// The variables of a text whose values stand in the bound text itself, as names or literals: those that give
  /// another text when they have another value.
  Set<String> shaping(Spot spot) {
    String sql = spot.sql().text();
    var variables = scope.variables(sql);
    var bound = bind(spot);
    var shaping = new LinkedHashSet<String>();
    for (String name : variables.keySet()) {
      var changed = new HashMap<>(variables);
      changed.put(name, other(variables.get(name)));
      try {
        if (!statements.bind(sql, changed).text().equals(bound.text())) shaping.add(name);
      } catch (SqlFault _) {
        shaping.add(name);
      }
    }
    return shaping;
  }

  private static Variable other(@Nullable Variable variable) {
    var value = java.util.Objects.requireNonNull(variable).value();
    String text = value.text();
    String other =
        switch (value.type()) {
          case BOOL -> "true".equals(text) ? "false" : "true";
          case DATE -> "2001-02-03".equals(text) ? "2001-02-04" : "2001-02-03";
          case TIMESTAMP ->
              "2001-02-03T00:00:00Z".equals(text) ? "2001-02-04T00:00:00Z" : "2001-02-03T00:00:00Z";
          case INT64, NUMERIC -> "7".equals(text) ? "8" : "7";
          case FLOAT64 -> "7.5".equals(text) ? "8.5" : "7.5";
          case STRING,
              BYTES,
              BIGNUMERIC,
              DATETIME,
              TIME,
              INTERVAL,
              JSON,
              GEOGRAPHY,
              RANGE_DATE,
              RANGE_DATETIME,
              RANGE_TIMESTAMP,
              STRUCT ->
              "zz_other".equals(text) ? "zz_another" : "zz_other";
        };
    String name = variable.identifier().equals("zz_other") ? "zz_another" : "zz_other";
    return new Variable(new SqlValue(value.type(), other), name);
  }

  /// Proves that a query reads only within the boundary and changes nothing.
  Analysis analyse(Spot spot, BoundSql bound, BoundedSchemas schemas, Boundary boundary) {
    Analysis analysis;
    try {
      analysis = statements.analyse(bound, schemas, boundary.dataset());
    } catch (SqlFault fault) {
      refuseOutside(spot, schemas.outside());
      var told = statements.located(fault, spot.sql().text(), scope.variables(spot.sql().text()));
      refuseMissing(spot, schemas, told);
      throw refused(spot, told);
    }
    var outside = schemas.outside();
    analysis.reads().stream().filter(table -> !boundary.allows(table)).forEach(outside::add);
    refuseOutside(spot, outside);
    if (analysis.reads().size() > MOST_TABLES)
      throw bad(
          spot,
          "step '%s' reads %d tables; at most %d can be compared with what the warehouse says it read"
              .formatted(spot.step().stepId(), analysis.reads().size(), MOST_TABLES),
          1,
          1);
    if (analysis.kind() != Analysis.Kind.QUERY || !analysis.writes().isEmpty())
      throw bad(spot, "the query must be one SELECT statement", 1, 1);
    return analysis;
  }

  private void refuseOutside(Spot spot, Set<TableRef> outside) {
    if (outside.isEmpty()) return;
    var errors = new ArrayList<FieldError>();
    for (var table : sorted(outside))
      errors.add(
          error(
              spot,
              "step '%s' reads %s, which is neither in the tenant's dataset nor among its allowed sources"
                  .formatted(spot.step().stepId(), table),
              1,
              1));
    throw new RefusedException(
        new Refusal.OutOfBounds(errors.getFirst().detail() + "; nothing was run", errors));
  }

  private void refuseMissing(Spot spot, BoundedSchemas schemas, SqlFault fault) {
    if (schemas.missing().isEmpty()) return;
    var missing = sorted(schemas.missing());
    String names = missing.stream().map(TableRef::toString).collect(Collectors.joining(", "));
    boolean blind = missing.stream().anyMatch(schemas::isMadeBlindly);
    String why =
        blind
            ? "whose columns are not known before the file is read; give the schema of the file"
            : "which does not exist%s; load it first, or let a step that this one depends on make it"
                .formatted(near(schemas, missing.getFirst()));
    throw new UnknownTables(
        fault(
            spot,
            "step '%s' reads %s, %s".formatted(spot.step().stepId(), names, why),
            fault.line(),
            fault.column()));
  }

  /// `, did you mean 'x'?` among the tables that there are.
  private String near(BoundedSchemas schemas, TableRef missing) {
    return Suggestion.among(missing.table(), schemas.tables(missing.dataset()));
  }

  private static List<TableRef> sorted(Set<TableRef> tables) {
    return tables.stream().sorted(java.util.Comparator.comparing(TableRef::toString)).toList();
  }

  private RefusedException refused(Spot spot, SqlFault fault) {
    String detail = "step '%s': %s".formatted(spot.step().stepId(), fault.getMessage());
    if (fault.code().equals("timeout"))
      return new RefusedException(new Refusal.Unavailable(detail, Duration.ofSeconds(1)));
    return bad(spot, detail, fault.line(), fault.column());
  }

  private RefusedException bad(Spot spot, String detail, int line, int column) {
    return new RefusedException(fault(spot, detail, line, column));
  }

  private Refusal.BadTemplate fault(Spot spot, String detail, int line, int column) {
    return new Refusal.BadTemplate(
        template.key().file(), List.of(error(spot, detail, line, column)));
  }

  /// At the place in the template's file; what stands in a suite is told with the suite's place, at the key that
  /// leads to it.
  ///
  /// @param line in the SQL, as is `column`; 0: unknown
  private static FieldError error(Spot spot, String detail, int line, int column) {
    var place = spot.sql().at(line, column);
    String pointer = spot.step().pointer(spot.key());
    if (spot.sql().file() == null)
      return FieldError.at(pointer, detail, place.line(), place.column());
    var key = spot.step().placeOf(spot.key());
    String told = "%s:%d:%d: %s".formatted(spot.sql().file(), place.line(), place.column(), detail);
    return FieldError.at(pointer, told, key.line(), key.column());
  }
}
