package convergence.template;

import convergence.template.StepTemplate.Target;
import convergence.warehouse.Destination;
import convergence.warehouse.SqlType;
import convergence.yaml.YamlNode.Entries;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the `destination` of a step.
final class TargetReader {
  private final TemplateReader template;

  TargetReader(TemplateReader template) {
    this.template = template;
  }

  /// @param namesDate the step's source names {date}: an overwrite is then of that day
  Target read(Entries step, String at, boolean namesDate) {
    var fields = step.entries("destination");
    if (fields == null)
      return new Target("", Destination.Mode.OVERWRITE, List.of(), null, null, false, Map.of());
    String below = at + ".destination";
    var mode =
        Destination.Mode.valueOf(fields.text("write_mode", "overwrite").toUpperCase(Locale.ROOT));
    boolean recreate = fields.flag("recreate", false);
    var keys = fields.texts("merge_keys");
    String field = fields.text("partition_field");
    if (mode == Destination.Mode.MERGE && !fields.has("merge_keys"))
      template.error(
          fields.placeOf("write_mode"),
          below + ".merge_keys",
          "write_mode merge needs merge_keys: the columns that identify a row");
    if (mode != Destination.Mode.MERGE && fields.has("merge_keys"))
      template.error(
          fields.placeOf("merge_keys"),
          below + ".merge_keys",
          "merge_keys go with write_mode merge");
    if (recreate && mode != Destination.Mode.OVERWRITE)
      template.error(
          fields.placeOf("recreate"),
          below + ".recreate",
          "recreate goes with write_mode overwrite");
    table(fields, below);
    String partition = partition(fields, below, mode, field, recreate, namesDate);
    String type = fields.text("dataset_type");
    return new Target(
        fields.text("table", ""),
        mode,
        keys,
        field,
        partition,
        recreate,
        type == null ? Map.of() : Map.of("dataset_type", type));
  }

  private void table(Entries fields, String below) {
    var table = fields.scalar("table");
    if (table == null) return;
    template.known(table, below + ".table", template.file(), null);
    if (Boundary.isSystemTable(table.text()))
      template.error(
          table.place(),
          below + ".table",
          "tables named x_meta_… are the system's; take another name");
  }

  private @Nullable String partition(
      Entries fields,
      String below,
      Destination.Mode mode,
      @Nullable String field,
      boolean recreate,
      boolean namesDate) {
    var written = fields.scalar("partition");
    boolean possible = mode == Destination.Mode.OVERWRITE && field != null && !recreate;
    if (written == null) return possible && namesDate ? "date" : null;
    if (written.text().equals("all")) return null;
    String variable = written.text().substring(1, written.text().length() - 1);
    if (!possible)
      template.error(
          written.place(),
          below + ".partition",
          "partition goes with write_mode overwrite and a partition_field, without recreate");
    String unknown = template.unknown(variable, null);
    if (unknown != null) template.error(written.place(), below + ".partition", unknown);
    else if (template.typeOf(variable) != SqlType.DATE)
      template.error(
          written.place(), below + ".partition", "{" + variable + "} is no variable of type DATE");
    return variable;
  }
}
