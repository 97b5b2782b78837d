package convergence.googlesql;

import convergence.warehouse.SqlFault;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where holes stand in a statement and what is replaced there: a node of the marked text's parse tree, by
/// bytes. Several holes may share a place (one literal, one name).
sealed interface Place {
  /// UTF-8 bytes before what is replaced.
  int start();

  int end();

  /// In a comment: stays as it was written.
  record Comment(int start, int end, Template.Hole hole) implements Place {}

  /// An expression of its own. `literal`: a parameter may not stand there.
  record Value(int start, int end, Template.Hole hole, boolean literal) implements Place {}

  /// A name.
  ///
  /// @param text the name as the parser read it, with words
  /// @param project index of the dot-separated part of it that may hold hyphens, -1: none
  record Name(int start, int end, String text, int project) implements Place {}

  /// A string literal, alone or behind a type's name (`DATE '…'`).
  ///
  /// @param text its value, with words
  /// @param type what the literal is: STRING, BYTES, DATE, …
  /// @param lines line breaks in it, kept so that later lines keep their number
  /// @param pattern the right side of LIKE: the values' characters stand for themselves
  /// @param expression any expression may stand there, a parameter too
  record Text(
      int start, int end, String text, String type, int lines, boolean pattern, boolean expression)
      implements Place {}

  /// Code in another language or SQL that is made while it runs: no value can be kept from becoming code there.
  Set<String> CODE =
      Set.of(
          "ExecuteImmediateStatement",
          "CreateFunctionStatement",
          "CreateTableFunctionStatement",
          "CreateProcedureStatement");

  /// Statements that are stored, so that a parameter would have no value when they are used.
  Set<String> STORED =
      Set.of(
          "CreateViewStatement",
          "CreateMaterializedViewStatement",
          "ColumnDefinition",
          "AlterColumnSetDefaultAction",
          "CreateRowAccessPolicyStatement");

  static Place of(Template.Hole hole, SyntaxNode root, String marked) {
    SyntaxNode node = root.deepest(hole.start(), hole.end());
    if (!node.is("Identifier") && !node.kind().endsWith("LiteralComponent"))
      return new Comment(hole.start(), hole.end(), hole);
    for (var code : CODE) {
      if (node.within(code) != null)
        throw refused(hole, "cannot stand in " + Statement.spoken(code) + ": it could become code");
    }
    return switch (node.kind()) {
      case "Identifier" -> ofIdentifier(hole, node);
      case "StringLiteralComponent" -> ofText(hole, above(node), marked);
      case "BytesLiteralComponent" -> ofBytes(hole, above(node));
      default -> throw refused(hole, "cannot stand in a " + node.kind());
    };
  }

  static SqlFault refused(Template.Hole hole, String why) {
    return new SqlFault(
        "unsafe_binding", "{" + hole.name() + "} " + why, hole.line(), hole.column());
  }

  private static Place ofIdentifier(Template.Hole hole, SyntaxNode node) {
    SyntaxNode holder = above(node);
    if (node.within("ParameterExpr", "SystemVariableExpr", "HintEntry", "Label") != null)
      throw refused(hole, "cannot be part of this name; write the value's hole without @");
    String text = node.text("id_string");
    boolean alone =
        holder.is("PathExpression")
            && holder.expressionPlace()
            && holder.children().size() == 1
            && text.equals(hole.word())
            && !node.flag("is_quoted");
    if (alone) refuseIdle(hole, holder);
    if (alone) return new Value(node.start(), node.end(), hole, stored(node));
    return new Name(node.start(), node.end(), text, projectPart(node, holder));
  }

  // As text it would have been a column's name; as a value it would silently sort or group nothing.
  private static void refuseIdle(Template.Hole hole, SyntaxNode expression) {
    String place = above(expression).kind();
    if (place.equals("OrderingExpression") || place.equals("GroupingItem"))
      throw refused(
          hole,
          "is a value, and "
              + (place.equals("GroupingItem") ? "GROUP" : "ORDER")
              + " BY a value has no effect; write the column's name");
  }

  // In project.dataset.table (however it is quoted) only the project may hold hyphens.
  private static int projectPart(SyntaxNode node, SyntaxNode holder) {
    List<SyntaxNode> names = holder.is("PathExpression") ? holder.children() : List.of(node);
    int parts = 0;
    for (var name : names) parts += name.text("id_string").split("\\.", -1).length;
    return parts == 3 && names.getFirst() == node ? 0 : -1;
  }

  private static Place ofText(Template.Hole hole, SyntaxNode literal, String marked) {
    SyntaxNode holder = above(literal);
    String text = literal.text("string_value");
    if (literal.expressionPlace()) refuseIdle(hole, literal);
    if (holder.is("IntervalExpr") && !stored(literal)) return ofInterval(hole, literal, holder);
    if (literal.expressionPlace() || !holder.kind().endsWith("Literal")) {
      boolean expression = literal.expressionPlace() && !stored(literal);
      return text(literal, text, "STRING", marked, isPattern(literal, holder), expression);
    }
    String type =
        switch (holder.kind()) {
          case "DateOrTimeLiteral" -> holder.choice("type_kind").replace("TYPE_", "");
          case "NumericLiteral" -> "NUMERIC";
          case "BigNumericLiteral" -> "BIGNUMERIC";
          case "JSONLiteral" ->
              throw refused(
                  hole, "cannot stand in a JSON literal; write JSON_OBJECT(…) or PARSE_JSON(…)");
          default -> throw refused(hole, "cannot stand in a " + holder.kind());
        };
    return text(holder, text, type, marked, false, !stored(literal));
  }

  // Only a literal may be a string there; an INT64 may be any expression.
  private static Place ofInterval(Template.Hole hole, SyntaxNode literal, SyntaxNode interval) {
    boolean range =
        interval.children().stream().anyMatch(part -> part.role().equals("date_part_name_to"));
    if (range) throw refused(hole, "cannot stand in an interval of several parts");
    String text = literal.text("string_value");
    return new Text(literal.start(), literal.end(), text, "INT64", 0, false, true);
  }

  private static Place ofBytes(Template.Hole hole, SyntaxNode literal) {
    if (!literal.text("bytes_value").equals(hole.word()))
      throw refused(
          hole, "must stand alone in a bytes literal; write CONCAT(b'…', CAST({…} AS BYTES))");
    return new Text(
        literal.start(), literal.end(), hole.word(), "BYTES", 0, false, !stored(literal));
  }

  private static Text text(
      SyntaxNode node, String text, String type, String marked, boolean pattern, boolean expr) {
    int lines = (int) Utf8.slice(marked, node.start(), node.end()).lines().count() - 1;
    return new Text(node.start(), node.end(), text, type, lines, pattern, expr);
  }

  private static boolean isPattern(SyntaxNode literal, SyntaxNode holder) {
    if (holder.is("BinaryExpression"))
      return holder.choice("op").equals("LIKE") && literal.role().equals("rhs");
    return holder.is("InList") && above(holder).is("LikeExpression");
  }

  private static boolean stored(SyntaxNode node) {
    return node.within(STORED.toArray(String[]::new)) != null;
  }

  private static SyntaxNode above(SyntaxNode node) {
    @Nullable SyntaxNode parent = node.parent();
    if (parent == null) throw new IllegalStateException(node.kind() + " stands alone");
    return parent;
  }
}
