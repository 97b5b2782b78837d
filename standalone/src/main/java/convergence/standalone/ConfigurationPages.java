package convergence.standalone;

import convergence.settings.Kind;
import convergence.settings.Variable;
import convergence.settings.Variable.Group;
import convergence.settings.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// `.env.example` and docs/configuration.md, made from [Variables]; a test holds the files equal to these.
final class ConfigurationPages {
  private static final int WIDTH = 118;

  private ConfigurationPages() {}

  static String envExample() {
    var text =
        new StringBuilder(
            """
            # Copy to .env. Every variable has a default that suits a laptop; the environment wins over this file.
            # Made by: ./convergence config --format env > .env.example
            """);
    for (var group : Group.values()) {
      text.append("\n# --- ").append(group.title()).append(" ---\n");
      for (var variable : of(group)) {
        text.append('\n');
        for (var line : wrapped(plain(variable) + use(variable)))
          text.append("# ").append(line).append('\n');
        text.append('#').append(variable.name()).append('=');
        text.append(Objects.requireNonNullElse(variable.standard(), "")).append('\n');
      }
    }
    return text.toString();
  }

  static String markdown() {
    var text =
        new StringBuilder(
            """
            # Configuration

            Convergence is set by environment variables. `./convergence` also reads `./.env`; the environment wins over that file. Every variable has a default that suits a laptop, and an empty one is not set.

            ```sh
            cp .env.example .env
            ./convergence config
            ```

            `./convergence config` prints the effective values with secrets as `***`, says what was set in vain, and ends with status 1 when a value is refused; `up` logs the same when it starts. A value
            that cannot be used stops the start, naming the variable and what would fit. This page and `.env.example` are made from one list (`convergence.settings.Variables`) by
            `./convergence config --format markdown` and `--format env`.

            Where a variable says *Google*, it has an effect on the Google foundation only; the embedded one accepts it and says so at the start.
            """);
    for (var group : Group.values()) {
      text.append("\n## ").append(group.title()).append("\n\n");
      text.append("| variable | default | is | what it does |\n|---|---|---|---|\n");
      for (var variable : of(group)) text.append(row(variable));
    }
    return text.append(RULES).toString();
  }

  private static final String RULES =
      """

      ## What goes together

      - `ENVIRONMENT=production` refuses `DISABLE_AUTH=true`, `ENABLE_DEV_MODE=true`, `CORS_ALLOWED_ORIGINS=*` and a start without `ADMIN_API_KEY`.
      - `DISABLE_AUTH=true` on an address that others can reach is refused outside of development, and warned of there. A key that is sent is checked all the same.
      - The KMS key: `GCP_KMS_KEY_NAME`, or all four `KMS_` variables. Some of the four, or both ways with different keys, stop the start. In production on Google Cloud one is needed.
      - `SMTP_HOST` needs `SMTP_FROM`.

      ## Files

      | file | holds |
      |---|---|
      | `CONFIGS_DIR/plans.yml` | subscription plans and their limits; read at start |
      | `CONFIGS_DIR/{provider}/{domain}/{template}.yml` | pipelines; an edited file is used by the next run |
      | `CONFIGS_DIR/metadata/schemas/*.json` | columns of the metadata tables |
      | `DATA/state.db` | the ledger: tenants, keys, runs, schedules, quotas |
      | `DATA/warehouse.duckdb` | all tables of all tenants |
      | `SECRETS_BASE_PATH/keyset.json` (or in `DATA`) | the keys that seal credentials; without it they cannot be opened |
      | `DATA/admin.key` | the admin key that the first `up` made, if `ADMIN_API_KEY` was not set |
      """;

  private static String row(Variable variable) {
    String standard = variable.standard();
    return "| `%s` | %s | %s | %s%s |%n"
        .formatted(
            variable.name(),
            standard == null || standard.isEmpty() ? "–" : "`" + standard + "`",
            variable.kind().hidden() ? "secret: " + says(variable.kind()) : says(variable.kind()),
            use(variable).isEmpty() ? "" : "*" + use(variable).strip() + "* ",
            variable.meaning());
  }

  private static String says(Kind kind) {
    return kind.says().replace("|", "\\|");
  }

  private static String use(Variable variable) {
    return switch (variable.use()) {
      case EVERYWHERE -> "";
      case GOOGLE -> " Google.";
      case NOTHING -> " Selects nothing.";
      case LAUNCHER -> " The launcher.";
    };
  }

  private static String plain(Variable variable) {
    return variable.meaning().replace("`", "");
  }

  private static List<Variable> of(Group group) {
    return Variables.ALL.stream().filter(v -> v.group() == group).toList();
  }

  private static List<String> wrapped(String text) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
      }
      if (!line.isEmpty()) line.append(' ');
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
