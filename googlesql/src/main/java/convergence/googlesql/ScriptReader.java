package convergence.googlesql;

import convergence.googlesql.ir.Step;
import convergence.warehouse.SqlFault;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parser's tree of a script → [Step]. Pieces of text are cut out by the parser's places.
final class ScriptReader {
  private final String text;

  ScriptReader(String text) {
    this.text = text;
  }

  List<Step> steps(SyntaxNode script) {
    var steps = list(script.children().getFirst());
    if (steps.isEmpty())
      throw new SqlFault("syntax", "Syntax error: Unexpected end of script", 0, 0);
    return steps;
  }

  private List<Step> list(@Nullable SyntaxNode list) {
    List<Step> steps = new ArrayList<>();
    if (list != null) for (var node : list.children()) steps.add(step(node));
    return steps;
  }

  private Step step(SyntaxNode node) {
    return switch (node.kind()) {
      case "VariableDeclaration" -> declare(node);
      case "SingleAssignment" ->
          new Step.Assign(id(need(node, "variable")), slice(need(node, "expression")));
      case "AssignmentFromStruct" ->
          new Step.AssignFields(
              ids(need(node, "variables")), slice(need(node, "struct_expression")));
      case "SystemVariableAssignment" ->
          new Step.AssignSystem(
              path(need(need(node, "system_variable"), "path")), slice(need(node, "expression")));
      case "IfStatement" -> condition(node);
      case "CaseStatement" -> chosen(node);
      case "WhileStatement" -> loop(node);
      case "RepeatStatement" ->
          new Step.Repeat(
              label(node),
              list(find(node, "body")),
              slice(need(need(node, "until_clause"), "condition")));
      case "ForInStatement" ->
          new Step.For(
              label(node),
              id(need(node, "variable")),
              slice(need(node, "query")),
              list(find(node, "body")));
      case "BreakStatement" -> new Step.Break(label(node));
      case "ContinueStatement" -> new Step.Continue(label(node));
      case "ReturnStatement" -> new Step.Return();
      case "RaiseStatement" -> {
        SyntaxNode message = find(node, "message");
        yield new Step.Raise(message == null ? null : slice(message));
      }
      case "BeginEndBlock" -> block(node);
      case "BeginStatement" -> Step.Transaction.BEGIN;
      case "CommitStatement" -> Step.Transaction.COMMIT;
      case "RollbackStatement" -> Step.Transaction.ROLLBACK;
      case "CallStatement" -> call(node);
      case "ExecuteImmediateStatement" -> immediate(node);
      default -> new Step.Sql(alone(node), Statement.spoken(node.kind()));
    };
  }

  private Step declare(SyntaxNode node) {
    SyntaxNode type = find(node, "type");
    SyntaxNode value = find(node, "default_value");
    return new Step.Declare(
        ids(need(node, "variable_list")),
        type == null ? null : slice(type),
        value == null ? null : slice(value));
  }

  private Step condition(SyntaxNode node) {
    List<Step.Branch> branches = new ArrayList<>();
    branches.add(new Step.Branch(slice(need(node, "condition")), list(find(node, "then_list"))));
    SyntaxNode more = find(node, "elseif_clauses");
    if (more != null) for (var clause : more.children()) branches.add(branch(clause));
    return new Step.If(branches, list(find(node, "else_list")));
  }

  private Step.Branch branch(SyntaxNode clause) {
    return new Step.Branch(slice(need(clause, "condition")), list(find(clause, "body")));
  }

  private Step chosen(SyntaxNode node) {
    SyntaxNode subject = find(node, "expression");
    SyntaxNode otherwise = find(node, "else_list");
    List<Step.Branch> branches = new ArrayList<>();
    for (var clause : need(node, "when_then_clauses").children()) branches.add(branch(clause));
    return new Step.Case(
        subject == null ? null : slice(subject),
        branches,
        otherwise == null ? null : list(otherwise));
  }

  private Step loop(SyntaxNode node) {
    SyntaxNode condition = find(node, "condition");
    return new Step.While(
        label(node), condition == null ? null : slice(condition), list(find(node, "body")));
  }

  private Step block(SyntaxNode node) {
    SyntaxNode handlers = find(node, "handler_list");
    List<Step> handler = null;
    if (handlers != null) handler = list(find(handlers.children().getFirst(), "statement_list"));
    return new Step.Block(label(node), list(find(node, "statement_list_node")), handler);
  }

  private Step call(SyntaxNode node) {
    List<String> arguments = new ArrayList<>();
    for (var child : node.children()) {
      if (child.role().equals("arguments")) arguments.add(slice(child));
    }
    return new Step.Call(names(need(node, "procedure_name")), arguments);
  }

  private Step immediate(SyntaxNode node) {
    SyntaxNode into = find(node, "into_clause");
    SyntaxNode using = find(node, "using_clause");
    List<Step.Using> values = new ArrayList<>();
    if (using != null) {
      for (var argument : using.children()) {
        SyntaxNode alias = find(argument, "alias");
        values.add(
            new Step.Using(
                slice(need(argument, "expression")),
                alias == null ? "" : id(need(alias, "identifier"))));
      }
    }
    return new Step.Immediate(
        slice(need(node, "sql")),
        into == null ? List.of() : ids(need(into, "identifiers")),
        values);
  }

  private static String label(SyntaxNode node) {
    SyntaxNode label = find(node, "label");
    return label == null ? "" : id(need(label, "name"));
  }

  private static List<String> ids(SyntaxNode list) {
    return list.children().stream().map(ScriptReader::id).toList();
  }

  private static String id(SyntaxNode identifier) {
    return identifier.text("id_string");
  }

  private static List<String> names(SyntaxNode path) {
    return path.children().stream().map(ScriptReader::id).toList();
  }

  private static String path(SyntaxNode path) {
    return String.join(".", names(path));
  }

  private static @Nullable SyntaxNode find(SyntaxNode node, String role) {
    return node.children().stream().filter(c -> c.role().equals(role)).findFirst().orElse(null);
  }

  private static SyntaxNode need(SyntaxNode node, String role) {
    SyntaxNode found = find(node, role);
    if (found == null) throw new SqlFault("unsupported", node.kind() + " without " + role, 0, 0);
    return found;
  }

  /// A parenthesised expression's place may leave its parentheses out, which harms no one.
  private String slice(SyntaxNode node) {
    return Utf8.slice(text, node.start(), node.end());
  }

  /// Every place in it keeps its line and column.
  private String alone(SyntaxNode node) {
    String before = Utf8.slice(text, 0, node.start()).replaceAll("[^\\n\\r\\t]", " ");
    return before + slice(node);
  }
}
