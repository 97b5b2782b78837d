package convergence.cloud;

import convergence.log.LogChoice;
import convergence.problem.Fault;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line of the Google foundation: `./convergence` hands on what is listed here.
@Command(
    name = "convergence",
    description = "Multi-tenant data pipelines on Google Cloud.",
    subcommands = {
      ServeCommand.class,
      EmulatorsCommand.class,
      BootstrapCommand.class,
      DeadLettersCommand.class,
      ExportCommand.class,
      KmsCommand.class,
      StorageCommand.class
    })
public final class Main {
  public static void main(String[] arguments) {
    boolean serves = arguments.length > 1 && arguments[0].equals("serve");
    // Containers' logs are read by Cloud Logging, a command's by a person.
    LogChoice.prepare(
        System.getenv(),
        serves ? "json" : "text",
        serves ? arguments[1] : "convergence-data-pipeline");
    var line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(Main::complain);
    int exit = line.execute(arguments);
    // Google's clients keep threads.
    System.exit(exit);
  }

  /// A [Sorry] and a fault that stays are sentences for the reader; anything else is a bug and shows its trace.
  private static int complain(
      Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
    if (problem instanceof Sorry || problem instanceof Fault.Permanent)
      command.getErr().println(problem.getMessage());
    else LoggerFactory.getLogger(Main.class).error("the command failed", problem);
    return 1;
  }
}
