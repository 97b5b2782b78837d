package convergence.googlesql.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.reflect.AccessFlag;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What a node of ZetaSQL's tree says is either read by this package or stands in the list below with the reason
/// why it cannot change an answer. A new version of ZetaSQL with a new modifier fails here.
final class NodesAreReadWhollyTest {
  private static final String NODES = "com/google/zetasql/resolvedast/ResolvedNodes$Resolved";

  /// Getters that need not be read, with or without the class.
  private static final Map<String, String> HARMLESS =
      Map.ofEntries(
          Map.entry("getTypeAnnotationMap", "collations only, which COLLATE alone brings in"),
          Map.entry("getCollation", "collations come from COLLATE, which is refused"),
          Map.entry("getCollationList", "collations come from COLLATE, which is refused"),
          Map.entry("getInCollation", "collations come from COLLATE, which is refused"),
          Map.entry("getNameForDebugString", "a text for people"),
          Map.entry("getNodeSource", "which rewriter made the node"),
          Map.entry("getFunctionCallInfo", "of templated functions, which are refused"),
          Map.entry("getColumnAccessList", "which columns are read or written, for permissions"),
          Map.entry("getDeterminismLevel", "a hint for caches"),
          Map.entry("getSqlSecurity", "whose permissions count: there is one caller"),
          Map.entry("getExternalSecurity", "whose permissions count: there is one caller"),
          Map.entry("CreateFunctionStmt.getFunctionExpression", "resolved anew for each call"),
          Map.entry("CreateTableFunctionStmt.getQuery", "resolved anew for each call"),
          Map.entry("CreateTableFunctionStmt.getOutputColumnList", "resolved anew for each call"),
          Map.entry("ArrayScan.getElementColumn", "the first of getElementColumnList"),
          Map.entry("ArrayScan.getArrayExpr", "the first of getArrayExprList"),
          Map.entry("TableScan.getAlias", "columns are known by their ids"),
          Map.entry("ColumnRef.getIsCorrelated", "an id says all"),
          Map.entry("JoinScan.getHasUsing", "the condition says all"),
          Map.entry("SubqueryExpr.getParameterList", "the ids of outer columns"),
          Map.entry("SetOperationScan.getColumnMatchMode", "how items' columns were found"),
          Map.entry("SetOperationScan.getColumnPropagationMode", "how items' columns were found"),
          Map.entry("InlineLambda.getParameterList", "the ids of outer columns"),
          Map.entry("Literal.getHasExplicitType", "how the literal was written"),
          Map.entry("Literal.getFloatLiteralId", "how the literal was written"),
          Map.entry("Literal.getPreserveInLiteralRemover", "for a rewriter"),
          Map.entry("GetStructField.getFieldExprIsPositional", "how the field was written"),
          Map.entry("Cast.getTypeModifiers", "read from the message that a cast is sent as"),
          Map.entry("ComputedColumnBase.getColumn", "anything but a ComputedColumn is refused"),
          Map.entry("ComputedColumnBase.getExpr", "anything but a ComputedColumn is refused"),
          Map.entry("Option.getQualifier", "any hint is refused"),
          Map.entry("Option.getValue", "any hint is refused"),
          Map.entry("Option.getAssignmentOp", "any hint is refused"),
          Map.entry("FunctionArgument.getGraph", "graphs are switched off"));

  /// A key that is not enforced changes no answer, whatever it says; whether it is enforced is read.
  private static final Set<String> OF_KEYS =
      Set.of(
          "AddConstraintAction.getIsIfNotExists",
          "AddConstraintAction.getTable",
          "ForeignKey.getConstraintName",
          "ForeignKey.getDeleteAction",
          "ForeignKey.getMatchMode",
          "ForeignKey.getOptionList",
          "ForeignKey.getReferencedColumnOffsetList",
          "ForeignKey.getReferencedTable",
          "ForeignKey.getReferencingColumnList",
          "ForeignKey.getReferencingColumnOffsetList",
          "ForeignKey.getUpdateAction",
          "PrimaryKey.getColumnNameList",
          "PrimaryKey.getColumnOffsetList",
          "PrimaryKey.getConstraintName",
          "PrimaryKey.getOptionList");

  @Test
  void every_getter_of_a_handled_node_is_read_or_harmless() throws Exception {
    Set<String> read = new HashSet<>();
    Set<String> handled = new TreeSet<>();
    for (var file : classes()) collect(file, read, handled);
    assertThat(handled).hasSizeGreaterThan(30);
    Set<String> ignored = new TreeSet<>();
    for (var node : handled) {
      List<String> line = ancestry(node);
      for (var type : line) {
        for (var getter : getters(type)) {
          boolean isRead = line.stream().anyMatch(t -> read.contains(t + "." + getter));
          String written = simple(node) + "." + getter;
          boolean harmless = HARMLESS.containsKey(getter) || HARMLESS.containsKey(written);
          if (!isRead && !harmless && !OF_KEYS.contains(written)) ignored.add(written);
        }
      }
    }
    assertThat(ignored).isEmpty();
  }

  private static List<Path> classes() throws IOException, URISyntaxException {
    Path folder = Path.of(Exprs.class.getResource("Exprs.class").toURI()).getParent();
    try (var files = Files.list(folder)) {
      return files.filter(f -> !f.toString().contains("Test")).toList();
    }
  }

  private static void collect(Path file, Set<String> read, Set<String> handled) {
    try {
      for (var method : ClassFile.of().parse(file).methods()) {
        method
            .code()
            .ifPresent(
                code ->
                    code.forEach(
                        element -> {
                          if (element instanceof InvokeInstruction call) {
                            String owner = call.owner().asInternalName();
                            read.add(owner + "." + call.name().stringValue());
                            if (owner.startsWith(NODES)) handled.add(owner);
                          } else if (element instanceof TypeCheckInstruction check) {
                            String type = check.type().asInternalName();
                            if (type.startsWith(NODES)) handled.add(type);
                          }
                        }));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The node's class and those above it that say something. Code that takes all of a kind reads on these.
  private static List<String> ancestry(String node) throws IOException {
    List<String> line = new ArrayList<>();
    for (String at = node; at.startsWith(NODES); ) {
      line.add(at);
      at = parse(at).superclass().orElseThrow().asInternalName();
    }
    return line;
  }

  /// Not by reflection: a getter's type may be missing from the class path.
  private static List<String> getters(String node) throws IOException {
    return parse(node).methods().stream()
        .filter(m -> m.flags().has(AccessFlag.PUBLIC) && !m.flags().has(AccessFlag.STATIC))
        .filter(m -> m.methodTypeSymbol().parameterCount() == 0)
        .map(m -> m.methodName().stringValue())
        .filter(name -> name.startsWith("get") || name.startsWith("is"))
        .distinct()
        .toList();
  }

  private static ClassModel parse(String node) throws IOException {
    try (var bytes = Exprs.class.getResourceAsStream("/" + node + ".class")) {
      return ClassFile.of().parse(Objects.requireNonNull(bytes, node).readAllBytes());
    }
  }

  private static String simple(String node) {
    return node.substring(NODES.length());
  }
}
