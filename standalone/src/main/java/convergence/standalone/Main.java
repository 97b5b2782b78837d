package convergence.standalone;

import convergence.embedded.DataFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line. Each subcommand is a file of its own beside this one.
@Command(
    name = "convergence",
    description =
        "Multi-tenant data pipelines: YAML and GoogleSQL, on BigQuery or on this machine.",
    subcommands = {
      UpCommand.class,
      DemoCommand.class,
      PlanCommand.class,
      RunCommand.class,
      SqlCommand.class,
      BigQueryCommand.class,
      KeyCommand.class,
      ValidateCommand.class,
      ConfigCommand.class,
      TestCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      DrainCommand.class,
      TrainCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main {
  public static void main(String[] arguments) {
    Environment.prepareLog();
    System.exit(commandLine().execute(arguments));
  }

  /// The command line, which answers a [Sorry] with its sentence and status 1.
  public static CommandLine commandLine() {
    return new CommandLine(new Main()).setExecutionExceptionHandler(Main::complain);
  }

  /// A [Sorry] is a sentence for the reader; anything else is a bug and shows its trace.
  private static int complain(
      Exception problem, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    if (!(problem instanceof Sorry
        || problem instanceof DataFolder.InUse
        || problem instanceof DataFolder.Unusable)) throw problem;
    command.getErr().println(problem.getMessage());
    return 1;
  }
}
