package convergence.googlesql;

import com.google.zetasql.AnalyzerOptions;
import com.google.zetasql.Function;
import com.google.zetasql.FunctionArgumentType;
import com.google.zetasql.FunctionSignature;
import com.google.zetasql.LanguageOptions;
import com.google.zetasql.TypeFactory;
import com.google.zetasql.ZetaSQLBuiltinFunctionOptions;
import com.google.zetasql.ZetaSQLFunction.FunctionSignatureId;
import com.google.zetasql.ZetaSQLFunctions.FunctionEnums.Mode;
import com.google.zetasql.ZetaSQLFunctions.SignatureArgumentKind;
import com.google.zetasql.ZetaSQLOptions.ErrorMessageMode;
import com.google.zetasql.ZetaSQLOptions.LanguageFeature;
import com.google.zetasql.ZetaSQLOptions.NameResolutionMode;
import com.google.zetasql.ZetaSQLOptions.ParameterMode;
import com.google.zetasql.ZetaSQLOptions.ProductMode;
import com.google.zetasql.ZetaSQLOptions.ResolvedASTRewrite;
import com.google.zetasql.ZetaSQLType.TypeKind;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Surroundings;
import convergence.warehouse.BoundSql;
import convergence.warehouse.SqlType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// BigQuery's GoogleSQL among ZetaSQL's dialects.
final class Dialect {
  /// What ZetaSQL would allow and BigQuery has not, by the beginning of the feature's name.
  private static final Set<String> NOT_BIGQUERY =
      Set.of(
          "FEATURE_TIMESTAMP_NANOS",
          "FEATURE_TIMESTAMP_PICOS",
          "FEATURE_TIMESTAMP_PRECISION",
          "FEATURE_PARSE_TIMESTAMP_WITH_PRECISION",
          "FEATURE_DISALLOW_GROUP_BY_FLOAT",
          "FEATURE_ANONYMIZATION",
          "FEATURE_SPANNER_LEGACY_DDL",
          "FEATURE_SQL_GRAPH",
          "FEATURE_MAP_TYPE",
          "FEATURE_UUID_TYPE",
          "FEATURE_ENABLE_MEASURES",
          "FEATURE_TOKENIZED_SEARCH",
          "FEATURE_EXTENDED_TYPES",
          "FEATURE_LATERAL_JOIN",
          "FEATURE_FOR_UPDATE",
          "FEATURE_RUN_STATEMENT",
          "FEATURE_ALLOW_SLASH_PATHS",
          "FEATURE_PIPE_FORK",
          "FEATURE_PIPE_TEE",
          "FEATURE_PIPE_EXPORT_DATA",
          "FEATURE_PIPE_CREATE_TABLE",
          "FEATURE_PIPE_INSERT",
          "FEATURE_MULTILEVEL_AGGREGATION",
          "FEATURE_LIMIT_OFFSET_EXPRESSIONS",
          "FEATURE_STRUCT_POSITIONAL_ACCESSOR",
          "FEATURE_WITH_RECURSIVE_DEPTH_MODIFIER",
          "FEATURE_WITH_GROUP_ROWS",
          "FEATURE_ARRAY_EQUALITY",
          "FEATURE_ARRAY_ORDERING",
          "FEATURE_ARRAY_GREATEST_LEAST",
          "FEATURE_TEST_",
          "FEATURE_EXPERIMENTAL_");

  /// Functions that Spanner or Bigtable have and BigQuery's reference does not list, by the beginning of their
  /// signatures' names. ZetaSQL would rewrite most of them into what runs here, and BigQuery answers that there is no
  /// such function.
  private static final List<String> NOT_BIGQUERYS_FUNCTIONS =
      List.of(
          "FN_APPLY",
          "FN_APPROX_COSINE_DISTANCE",
          "FN_APPROX_DOT_PRODUCT",
          "FN_APPROX_EUCLIDEAN_DISTANCE",
          "FN_ARRAY_AVG",
          "FN_ARRAY_FILTER",
          "FN_ARRAY_FIND",
          "FN_ARRAY_FIRST_N",
          "FN_ARRAY_INCLUDES",
          "FN_ARRAY_IS_DISTINCT",
          "FN_ARRAY_LAST_N",
          "FN_ARRAY_MAX",
          "FN_ARRAY_MIN",
          "FN_ARRAY_OFFSET",
          "FN_ARRAY_REMOVE",
          "FN_ARRAY_SUM",
          "FN_ARRAY_TRANSFORM",
          "FN_ARRAY_ZIP",
          "FN_DOT_PRODUCT",
          "FN_ELEMENTWISE",
          "FN_JSON_CONTAINS",
          "FN_L1_NORM",
          "FN_L2_NORM",
          "FN_MANHATTAN_DISTANCE");

  /// System variables that a script may read.
  private static final Map<String, SqlType> SYSTEM_VARIABLES =
      Map.ofEntries(
          Map.entry("error.message", SqlType.STRING),
          Map.entry("error.statement_text", SqlType.STRING),
          Map.entry("error.formatted_stack_trace", SqlType.STRING),
          Map.entry("row_count", SqlType.INT64),
          Map.entry("project_id", SqlType.STRING),
          Map.entry("dataset_id", SqlType.STRING),
          Map.entry("dataset_project_id", SqlType.STRING),
          Map.entry("session_id", SqlType.STRING),
          Map.entry("last_job_id", SqlType.STRING),
          Map.entry("current_job_id", SqlType.STRING),
          Map.entry("script.job_id", SqlType.STRING),
          Map.entry("script.creation_time", SqlType.TIMESTAMP),
          Map.entry("script.num_child_jobs", SqlType.INT64),
          Map.entry("time_zone", SqlType.STRING));

  private final LanguageOptions language;
  private final Recent<Object, AnalyzerOptions> options = new Recent<>(100);

  Dialect() {
    var maximum = new LanguageOptions().enableMaximumLanguageFeatures();
    language = new LanguageOptions();
    language.setEnabledLanguageFeatures(
        Arrays.stream(LanguageFeature.values())
            .filter(feature -> !feature.name().startsWith("__"))
            .filter(maximum::languageFeatureEnabled)
            .filter(feature -> NOT_BIGQUERY.stream().noneMatch(feature.name()::startsWith))
            .collect(Collectors.toSet()));
    // Not among the features that ZetaSQL calls finished, but BigQuery has them.
    language.enableLanguageFeature(LanguageFeature.FEATURE_CREATE_TABLE_CLONE);
    language.enableLanguageFeature(LanguageFeature.FEATURE_ALTER_COLUMN_SET_DATA_TYPE);
    language.setNameResolutionMode(NameResolutionMode.NAME_RESOLUTION_DEFAULT);
    language.setProductMode(ProductMode.PRODUCT_EXTERNAL);
    language.setSupportsAllStatementKinds();
    language.enableReservableKeyword("QUALIFY");
  }

  LanguageOptions language() {
    return language;
  }

  /// ZetaSQL's own functions, as far as BigQuery has them.
  ZetaSQLBuiltinFunctionOptions functions() {
    var options = new ZetaSQLBuiltinFunctionOptions(language);
    for (var id : FunctionSignatureId.values())
      if (NOT_BIGQUERYS_FUNCTIONS.stream().anyMatch(id.name()::startsWith))
        options.excludeFunctionSignatureId(id);
    return options;
  }

  /// What BigQuery has and ZetaSQL lacks, in the function group `BigQuery`. COLLATE is a plain function here: a
  /// collation that would have to be known elsewhere is refused.
  List<Function> addedFunctions() {
    var any = new FunctionArgumentType(SignatureArgumentKind.ARG_TYPE_ANY_1);
    var order = new FunctionArgumentType(SignatureArgumentKind.ARG_TYPE_ANY_2);
    var text = new FunctionArgumentType(TypeFactory.createSimpleType(TypeKind.TYPE_STRING));
    var bool = new FunctionArgumentType(TypeFactory.createSimpleType(TypeKind.TYPE_BOOL));
    return List.of(
        added("max_by", Mode.AGGREGATE, any, any, order),
        added("min_by", Mode.AGGREGATE, any, any, order),
        added("collate", Mode.SCALAR, text, text, text),
        added("contains_substr", Mode.SCALAR, bool, any, text));
  }

  private static Function added(
      String name, Mode mode, FunctionArgumentType result, FunctionArgumentType... arguments) {
    return new Function(
        name, "BigQuery", mode, List.of(new FunctionSignature(result, List.of(arguments), 0)));
  }

  /// The name of a signature: ZetaSQL's own, or `BQ_` and the function's for what BigQuery adds.
  String id(Function function, long contextId) {
    if (function.getGroup().equals("BigQuery"))
      return "BQ_" + function.getName().toUpperCase(Locale.ROOT);
    var known = FunctionSignatureId.forNumber(Math.toIntExact(contextId));
    return known == null ? "FN_" + contextId : known.name();
  }

  /// Options that know the types of the parameters of `sql`. BigQuery's time zone is UTC, ZetaSQL's own is not. Not
  /// to be changed: they are kept, since each new one asks ZetaSQL for its defaults first, which takes as long as a
  /// small statement.
  AnalyzerOptions analyzer(BoundSql sql) {
    return kept(
        sql.parameters(),
        options -> {
          options.setParameterMode(ParameterMode.PARAMETER_NAMED);
          for (var parameter : sql.parameters())
            options.addQueryParameter(parameter.name(), Types.of(parameter.type()));
        });
  }

  private AnalyzerOptions kept(Object key, Consumer<AnalyzerOptions> filling) {
    return options
        .find(key)
        .orElseGet(
            () -> {
              var made = new AnalyzerOptions();
              made.setLanguageOptions(language);
              made.setErrorMessageMode(ErrorMessageMode.ERROR_MESSAGE_ONE_LINE);
              made.setDefaultTimezone("UTC");
              filling.accept(made);
              options.keep(key, made);
              return made;
            });
  }

  private record Scripted(
      List<Surroundings.Named> named, List<IrType> positional, @Nullable IrType target) {}

  /// The same for a statement of a script. Its functions are put in where they are called.
  AnalyzerOptions analyzer(Surroundings around) {
    return kept(
        new Scripted(around.named(), around.positional(), around.target()),
        options -> fill(options, around));
  }

  private static void fill(AnalyzerOptions options, Surroundings around) {
    // Who reads a table sees which of its columns are asked for.
    options.setPruneUnusedColumns(true);
    boolean positional = !around.positional().isEmpty();
    options.setParameterMode(
        positional ? ParameterMode.PARAMETER_POSITIONAL : ParameterMode.PARAMETER_NAMED);
    for (var named : around.named())
      options.addQueryParameter(named.name(), Types.of(named.type()));
    for (var type : around.positional()) options.addPositionalQueryParameter(Types.of(type));
    SYSTEM_VARIABLES.forEach(
        (path, type) -> options.addSystemVariable(List.of(path.split("\\.", -1)), Types.of(type)));
    options.addDdlPseudoColumn("_PARTITIONDATE", Types.of(SqlType.DATE));
    options.addDdlPseudoColumn("_PARTITIONTIME", Types.of(SqlType.TIMESTAMP));
    if (around.target() != null) options.addTargetColumnType(Types.of(around.target()));
    options.enableRewrite(ResolvedASTRewrite.REWRITE_INLINE_SQL_FUNCTIONS);
    options.enableRewrite(ResolvedASTRewrite.REWRITE_INLINE_SQL_TVFS);
  }
}
