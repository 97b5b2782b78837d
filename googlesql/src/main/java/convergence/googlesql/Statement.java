package convergence.googlesql;

import com.google.zetasql.resolvedast.ResolvedNodes;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedConnection;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableStmtBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateViewStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDeleteStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedDropStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedInsertStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedMergeStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedModel;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedQueryStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedStatement;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedTVFScan;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedTruncateStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedUpdateStmt;
import convergence.warehouse.SqlFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// One statement of a text: what it is by its syntax, and its own text, in which every place keeps its line and
/// column.
///
/// @param altered the path that ALTER names, alone: ZetaSQL does not list it among a statement's tables
record Statement(String kind, String text, List<List<String>> altered) {
  /// What can be proven statement by statement. The rest is refused by its name.
  private static final Set<String> PROVABLE =
      Set.of(
          "QueryStatement",
          "InsertStatement",
          "UpdateStatement",
          "DeleteStatement",
          "MergeStatement",
          "TruncateStatement",
          "CreateTableStatement",
          "CreateViewStatement",
          "DropStatement",
          "AlterTableStatement");

  /// Changes no table by itself.
  private static final Set<String> HARMLESS =
      Set.of("BeginStatement", "CommitStatement", "RollbackStatement");

  private static final Map<String, String> SPOKEN =
      Map.of(
          "QueryStatement", "SELECT",
          "VariableDeclaration", "DECLARE",
          "SingleAssignment", "SET",
          "AssignmentFromStruct", "SET",
          "SystemVariableAssignment", "SET @@",
          "AuxLoadDataStatement", "LOAD DATA",
          "ForInStatement", "FOR … IN",
          "HintedStatement", "a statement with hints");

  /// Parts of a statement through which it reaches what its tables do not tell; the first that is there is named.
  private static final List<Map.Entry<String, String>> UNPROVABLE_PARTS =
      List.of(
          Map.entry("TVF", "a table function"),
          Map.entry("ModelClause", "a model"),
          Map.entry("ConnectionClause", "a connection"),
          Map.entry("WithConnectionClause", "a connection"));

  private static final Pattern ALTERS = Pattern.compile("\\bALTER\\b", Pattern.CASE_INSENSITIVE);

  /// @throws SqlFault `unsupported` for what cannot be proven, naming it
  static List<Statement> of(SyntaxNode script, String text) {
    List<SyntaxNode> nodes = new ArrayList<>();
    collect(script, text, nodes);
    if (nodes.isEmpty()) throw new SqlFault("syntax", "the SQL holds no statement", 0, 0);
    boolean single = isSingle(script);
    return nodes.stream()
        .map(node -> new Statement(node.kind(), single ? text : alone(node, text), altered(node)))
        .toList();
  }

  /// What a resolved statement touches is told by its tables: it is of a kind that can be proven, has no hint, and
  /// no part through which it reaches more. The same as [#of] says of the syntax, but only the syntax tells where.
  static boolean provable(ResolvedStatement statement) {
    return switch (statement) {
      case ResolvedQueryStmt _,
          ResolvedInsertStmt _,
          ResolvedUpdateStmt _,
          ResolvedDeleteStmt _,
          ResolvedMergeStmt _,
          ResolvedTruncateStmt _,
          ResolvedCreateTableStmtBase _,
          ResolvedCreateViewStmt _,
          ResolvedDropStmt _ ->
          statement.getHintList().isEmpty() && !Reach.beyondTables(statement);
      default -> false;
    };
  }

  /// Looks for [#UNPROVABLE_PARTS] in what ZetaSQL resolved.
  private static final class Reach extends ResolvedNodes.Visitor {
    private boolean beyond;

    static boolean beyondTables(ResolvedStatement statement) {
      var reach = new Reach();
      statement.accept(reach);
      return reach.beyond;
    }

    @Override
    public void visit(ResolvedTVFScan scan) {
      beyond = true;
    }

    @Override
    public void visit(ResolvedModel model) {
      beyond = true;
    }

    @Override
    public void visit(ResolvedConnection connection) {
      beyond = true;
    }
  }

  /// The text looks like one statement, and what it is matters to no part of its analysis.
  static boolean looksAlone(String text) {
    int end = text.indexOf(';');
    return (end < 0 || text.substring(end + 1).isBlank()) && !ALTERS.matcher(text).find();
  }

  /// One statement that is no block.
  static boolean isSingle(SyntaxNode script) {
    List<SyntaxNode> list = script.children().getFirst().children();
    return list.size() == 1 && PROVABLE.contains(list.getFirst().kind());
  }

  private static List<List<String>> altered(SyntaxNode node) {
    if (!node.is("AlterTableStatement")) return List.of();
    return node.children().stream()
        .filter(child -> child.role().equals("path"))
        .map(path -> path.children().stream().map(name -> name.text("id_string")).toList())
        .toList();
  }

  /// Paths that ALTER, COPY, CLONE and LIKE name, which ZetaSQL does not list among a statement's tables.
  static List<List<String>> named(SyntaxNode script) {
    List<List<String>> named = new ArrayList<>();
    for (var node : script.children().getFirst().children()) {
      if (!node.kind().endsWith("Statement")) continue;
      for (var child : node.children()) {
        boolean source = child.kind().endsWith("DataSource");
        for (var path : source ? child.children() : List.of(child)) {
          boolean like = path.role().equals("like_table_name");
          boolean altered = node.kind().startsWith("Alter") && path.role().equals("path");
          if (path.is("PathExpression") && (source || like || altered))
            named.add(path.children().stream().map(name -> name.text("id_string")).toList());
        }
      }
    }
    return named;
  }

  private static void collect(SyntaxNode node, String text, List<SyntaxNode> found) {
    for (var child : node.children()) {
      switch (child.kind()) {
        case "StatementList", "BeginEndBlock", "ExceptionHandlerList", "ExceptionHandler" ->
            collect(child, text, found);
        default -> {
          if (HARMLESS.contains(child.kind())) continue;
          if (!PROVABLE.contains(child.kind())) throw unprovable(spoken(child.kind()), child, text);
          for (var unprovable : UNPROVABLE_PARTS) {
            SyntaxNode part = child.first(unprovable.getKey());
            if (part != null) throw unprovable(unprovable.getValue(), part, text);
          }
          found.add(child);
        }
      }
    }
  }

  /// `CreateFunctionStatement` → `CREATE FUNCTION`.
  static String spoken(String kind) {
    return SPOKEN.getOrDefault(
        kind,
        kind.replace("Statement", "")
            .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
            .toUpperCase(Locale.ROOT));
  }

  private static SqlFault unprovable(String what, SyntaxNode node, String text) {
    var place = Utf8.place(text, node.start());
    return new SqlFault(
        "unsupported",
        what + " is refused: which tables it touches cannot be proven",
        place.line(),
        place.column());
  }

  private static String alone(SyntaxNode node, String text) {
    String before = Utf8.slice(text, 0, node.start()).replaceAll("[^\\n\\r\\t]", " ");
    return before + Utf8.slice(text, node.start(), node.end());
  }
}
