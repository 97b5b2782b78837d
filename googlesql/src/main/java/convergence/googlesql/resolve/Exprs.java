package convergence.googlesql.resolve;

import com.google.zetasql.FileDescriptorSetsBuilder;
import com.google.zetasql.ResolvedCastProto;
import com.google.zetasql.ZetaSQLFunction.FunctionSignatureId;
import com.google.zetasql.resolvedast.ResolvedColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCast;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnRef;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedConstant;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedFunctionArgument;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedFunctionCall;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedFunctionCallBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedGetJsonField;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedGetStructField;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedInlineLambda;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedLiteral;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedMakeStruct;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedParameter;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedSubqueryExpr;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedSystemVariable;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedWithExpr;
import convergence.googlesql.ir.Expr;
import convergence.googlesql.ir.IrType;
import convergence.googlesql.ir.Signature;
import convergence.googlesql.ir.Unsupported;
import convergence.warehouse.SqlFault;
import convergence.warehouse.SqlType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// ZetaSQL's expressions → [Expr].
final class Exprs {
  private static final Signature JSON_FIELD =
      new Signature("FN_JSON_SUBSCRIPT_STRING", "JSON.field");

  private final Scans scans;

  Exprs(Scans scans) {
    this.scans = scans;
  }

  Expr expr(ResolvedExpr expr) {
    return switch (expr) {
      case ResolvedLiteral literal -> Literals.literal(literal.getValue());
      case ResolvedParameter parameter -> parameter(parameter);
      case ResolvedConstant constant ->
          new Expr.Parameter(
              "$" + constant.getConstant().getFullName().toLowerCase(Locale.ROOT),
              Nodes.type(constant.getType()));
      case ResolvedSystemVariable variable ->
          new Expr.Parameter(
              "@@" + String.join(".", variable.getNamePath()).toLowerCase(Locale.ROOT),
              Nodes.type(variable.getType()));
      case ResolvedColumnRef ref -> new Expr.Ref(Nodes.column(ref.getColumn()));
      case ResolvedFunctionCall call ->
          Collations.apply(
              new Expr.Call(
                  signature(call), arguments(call), Nodes.type(call.getType()), safe(call)));
      case ResolvedCast cast -> cast(cast);
      case ResolvedGetStructField get ->
          new Expr.GetField(
              expr(get.getExpr()), Math.toIntExact(get.getFieldIdx()), Nodes.type(get.getType()));
      case ResolvedMakeStruct make ->
          new Expr.MakeStruct(
              (IrType.Struct) Nodes.type(make.getType()),
              make.getFieldList().stream().map(this::expr).toList());
      case ResolvedSubqueryExpr subquery -> subquery(subquery);
      case ResolvedGetJsonField get ->
          new Expr.Call(
              JSON_FIELD,
              List.of(
                  expr(get.getExpr()),
                  new Expr.Literal(IrType.of(SqlType.STRING), get.getFieldName())),
              Nodes.type(get.getType()),
              false);
      case ResolvedWithExpr with ->
          new Expr.Let(scans.computed(with.getAssignmentList()), expr(with.getExpr()));
      // ZetaSQL's classes are not sealed, and what is not known here is refused.
      default -> throw Unsupported.of(construct(expr));
    };
  }

  private static String construct(ResolvedExpr expr) {
    String name = Nodes.name(expr);
    return switch (name) {
      case "Flatten" -> "FLATTEN";
      default -> "an expression of kind " + name;
    };
  }

  private static Expr parameter(ResolvedParameter parameter) {
    if (parameter.getPosition() > 0)
      return new Expr.Parameter("?" + parameter.getPosition(), Nodes.type(parameter.getType()));
    Refuse.when(parameter.getIsUntyped(), "parameter @" + parameter.getName() + " without a type");
    return new Expr.Parameter(
        parameter.getName().toLowerCase(Locale.ROOT), Nodes.type(parameter.getType()));
  }

  private Expr cast(ResolvedCast cast) {
    Refuse.any(cast.getExtendedCast(), "a cast of an extended type");
    // BigQuery's own answer: ZetaSQL would allow it.
    if (hasTypeParameters(cast))
      throw new SqlFault(
          "unresolved",
          "Parameterized types are not allowed in CAST expressions, such as NUMERIC(10, 2);"
              + " cast to the type alone and use ROUND or SUBSTR",
          0,
          0);
    return new Expr.Cast(
        expr(cast.getExpr()),
        Nodes.type(cast.getType()),
        cast.getReturnNullOnError(),
        format(cast));
  }

  private Expr.Cast.@Nullable Format format(ResolvedCast cast) {
    if (cast.getFormat() == null) {
      Refuse.any(cast.getTimeZone(), "CAST … AT TIME ZONE without FORMAT");
      return null;
    }
    var zone = cast.getTimeZone();
    return new Expr.Cast.Format(
        constant(cast.getFormat(), "FORMAT"), zone == null ? null : constant(zone, "AT TIME ZONE"));
  }

  private String constant(ResolvedExpr expr, String of) {
    if (expr(expr) instanceof Expr.Literal(_, String text)) return text;
    throw Unsupported.of("CAST … " + of + " with anything but a literal");
  }

  /// The class of `getTypeModifiers` is not public, but the message is that a cast is sent as.
  private static boolean hasTypeParameters(ResolvedCast cast) {
    var type = cast.getExpr().getType();
    var leaf =
        ResolvedColumnRef.builder()
            .setType(type)
            .setColumn(new ResolvedColumn(1, "", "", type))
            .setIsCorrelated(false)
            .build();
    var message = ResolvedCastProto.newBuilder();
    cast.toBuilder().setExpr(leaf).build().serialize(new FileDescriptorSetsBuilder(), message);
    var modifiers = message.getTypeModifiers();
    return modifiers.hasCollation() || modifiers.getTypeParameters().getSerializedSize() > 0;
  }

  private Expr subquery(ResolvedSubqueryExpr subquery) {
    Refuse.hints(subquery.getHintList());
    var kind =
        switch (subquery.getSubqueryType()) {
          case SCALAR -> Expr.Subquery.Kind.SCALAR;
          case ARRAY -> Expr.Subquery.Kind.ARRAY;
          case EXISTS -> Expr.Subquery.Kind.EXISTS;
          case IN -> Expr.Subquery.Kind.IN;
          case LIKE_ANY, LIKE_ALL -> throw Unsupported.of("LIKE ANY or ALL with a subquery");
        };
    return new Expr.Subquery(
        kind,
        scans.scan(subquery.getSubquery()),
        subquery.getInExpr() == null ? null : expr(subquery.getInExpr()),
        Nodes.type(subquery.getType()));
  }

  static String written(ResolvedFunctionCallBase call) {
    return call.getFunction().getName().replace("$", "").toUpperCase(Locale.ROOT);
  }

  /// Checks what every call may carry besides its arguments, too.
  static Signature signature(ResolvedFunctionCallBase call) {
    Refuse.hints(call.getHintList());
    var function = call.getFunction();
    if (function.getGroup().equals("JS"))
      return new Signature("JS", String.join(".", function.getNamePath()));
    // What the dialect adds to ZetaSQL's functions.
    if (function.getGroup().equals("BigQuery"))
      return new Signature("BQ_" + written(call), written(call));
    var id = FunctionSignatureId.forNumber(Math.toIntExact(call.getSignature().getContextId()));
    if (id == null || !function.isZetaSQLBuiltin())
      throw Unsupported.of("function " + function.getFullName(false));
    return new Signature(id.name(), written(call));
  }

  static boolean safe(ResolvedFunctionCallBase call) {
    return switch (call.getErrorMode()) {
      case DEFAULT_ERROR_MODE -> false;
      case SAFE_ERROR_MODE -> true;
    };
  }

  List<Expr> arguments(ResolvedFunctionCallBase call) {
    var generic = call.getGenericArgumentList();
    return generic.isEmpty()
        ? call.getArgumentList().stream().map(this::expr).toList()
        : generic.stream().map(argument -> argument(call, argument)).toList();
  }

  private Expr argument(ResolvedFunctionCallBase call, ResolvedFunctionArgument argument) {
    String function = written(call);
    Refuse.any(argument.getScan(), "a table as argument of " + function);
    Refuse.any(argument.getModel(), "a model as argument of " + function);
    Refuse.any(argument.getConnection(), "a connection as argument of " + function);
    Refuse.any(argument.getDescriptorArg(), "a descriptor as argument of " + function);
    Refuse.any(argument.getArgumentColumnList(), "a table as argument of " + function);
    Refuse.any(argument.getSequence(), "a sequence as argument of " + function);
    Refuse.when(!argument.getArgumentAlias().isEmpty(), "an alias in " + function);
    if (argument.getInlineLambda() != null) return lambda(argument.getInlineLambda());
    if (argument.getExpr() == null) throw Unsupported.of("an argument of " + function);
    return expr(argument.getExpr());
  }

  private Expr lambda(ResolvedInlineLambda lambda) {
    return new Expr.Lambda(Nodes.positions(lambda.getArgumentList()), expr(lambda.getBody()));
  }
}
