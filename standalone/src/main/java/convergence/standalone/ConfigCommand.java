package convergence.standalone;

import convergence.port.Json;
import convergence.settings.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `config`: what the environment says, checked, without starting anything; and the two files that are made
/// from the same list.
@Command(
    name = "config",
    description =
        "Show the effective configuration with secrets masked; status 1 when it is refused.")
final class ConfigCommand implements Callable<Integer> {
  /// The names are those of `--format`.
  enum Format {
    text,
    json,
    env,
    markdown
  }

  @Option(
      names = "--format",
      description =
          "text or json: the effective values; env: .env.example; markdown: docs/configuration.md.")
  private Format format = Format.text;

  @Override
  public Integer call() {
    switch (format) {
      case text -> print(Environment.settings());
      case json -> System.out.println(Json.write(Environment.settings().shown()));
      case env -> System.out.print(ConfigurationPages.envExample());
      case markdown -> System.out.print(ConfigurationPages.markdown());
    }
    return 0;
  }

  private static void print(Settings settings) {
    settings
        .shown()
        .forEach(
            (name, value) ->
                System.out.printf(
                    "%-36s %-40s %s%n",
                    name, value, settings.given(name) ? "environment" : "default"));
    settings.warnings().forEach(warning -> System.out.println("warning: " + warning));
  }
}
