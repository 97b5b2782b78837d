package convergence.embedded.duckdb.sql;

import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Query;
import convergence.googlesql.ir.Resolver;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.InformationViews;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import convergence.warehouse.Wildcard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// GoogleSQL → DuckDB SQL with the same answer, or a refusal that names the construct. Thread-safe.
public final class SqlCompiler {
  private static final int VIEWS_IN_VIEWS = 16;
  private final Resolver resolver;
  private final TableNames names;
  private final FunctionTable functions;

  public SqlCompiler(Resolver resolver, TableNames names) {
    this(resolver, names, FunctionTable.STANDARD);
  }

  SqlCompiler(Resolver resolver, TableNames names, FunctionTable functions) {
    this.resolver = resolver;
    this.names = names;
    this.functions = functions;
  }

  /// Compiles one SELECT.
  ///
  /// @param defaultDataset where unqualified names live
  /// @throws SqlFault `unsupported` for what has no exact translation; whatever the analysis throws
  public Compiled compile(BoundSql sql, Schemas schemas, String defaultDataset) {
    return compile(sql, schemas, defaultDataset, 0);
  }

  private Compiled compile(BoundSql sql, Schemas schemas, String defaultDataset, int depth) {
    Query query = resolver.resolve(sql, schemas, defaultDataset);
    var parameters = new Parameters(sql.parameters());
    var printer =
        new RelPrinter(table -> source(table.table(), schemas, depth), parameters, functions);
    String text = printer.query(query.rows(), outs(query));
    return new Compiled(text, parameters.used(), columns(query), query.ordered());
  }

  /// A view is its own query, in its own dataset.
  private String source(TableRef table, Schemas schemas, int depth) {
    if (Wildcard.is(table)) return union(new Wildcard(table), schemas);
    if (InformationViews.has(table)) return names.quoted(table);
    String view = schemas.find(table).map(TableSchema::viewSql).orElse(null);
    if (view == null) return names.quoted(table);
    if (depth >= VIEWS_IN_VIEWS) throw Unsupported.of("more than 16 views in views");
    return "("
        + compile(BoundSql.of(view), schemas, table.dataset(), depth + 1).duckSql()
        + ") AS v";
  }

  private String union(Wildcard wildcard, Schemas schemas) {
    int prefix = wildcard.prefix().length();
    return wildcard.tables(schemas).stream()
        .map(
            table ->
                "SELECT *, "
                    + DuckTypes.literal(table.table().substring(prefix))
                    + " AS "
                    + DuckTypes.quote(Wildcard.SUFFIX)
                    + " FROM "
                    + names.quoted(table))
        .collect(Collectors.joining(" UNION ALL BY NAME ", "(", ") AS w"));
  }

  static List<RelPrinter.Out> outs(Query query) {
    var results = new Results(query.rows());
    Set<String> seen = new HashSet<>();
    List<RelPrinter.Out> outs = new ArrayList<>();
    for (var output : query.outputs()) {
      if (!seen.add(output.name().toLowerCase(Locale.ROOT)))
        throw new SqlFault(
            "unresolved",
            "Duplicate column names in the result are not supported when a destination table is present. Found duplicate(s): "
                + output.name(),
            0,
            0);
      outs.add(
          new RelPrinter.Out(
              output.column(),
              output.name(),
              text -> results.shape(output.column(), text, output.name())));
    }
    return outs;
  }

  static List<Column> columns(Query query) {
    return query.outputs().stream().map(o -> column(o.name(), o.column().type())).toList();
  }

  static Column column(String name, IrType type) {
    boolean repeated = type instanceof IrType.Array;
    IrType element = type instanceof IrType.Array(var inner) ? inner : type;
    return switch (element) {
      case IrType.Scalar(var scalar) -> new Column(name, scalar, repeated, false, List.of(), "");
      case IrType.Struct struct ->
          new Column(name, SqlType.STRUCT, repeated, false, fields(struct), "");
      case IrType.Array _ -> throw Unsupported.of("an array of arrays as a result");
    };
  }

  /// A field without a name is called so by its place.
  private static List<Column> fields(IrType.Struct struct) {
    List<Column> fields = new ArrayList<>();
    var names = SqlTexts.fieldNames(struct);
    for (int i = 0; i < names.size(); i++) {
      fields.add(column(names.get(i), struct.fields().get(i).type()));
    }
    return fields;
  }
}
