package convergence.standalone;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `backup`: copies the state of the running instance.
@Command(
    name = "backup",
    description = "Copy ledger, warehouse and keys of the running instance to an empty folder.")
final class BackupCommand implements Callable<Integer> {
  @Mixin private DataOption data = new DataOption();

  @Parameters(paramLabel = "DIR", description = "An empty or new folder.")
  private Path folder = Path.of("");

  @Override
  public Integer call() throws Exception {
    var target = folder.toAbsolutePath().normalize();
    var backup =
        OperatorDesk.of(data.running())
            .post("/api/v1/admin/backup", Map.of("directory", target.toString()));
    long bytes = 0;
    for (var size : backup.path("files")) bytes += size.asLong();
    System.out.printf("backup of %s: %,d bytes in %s%n", backup.path("at").asText(), bytes, target);
    System.out.println(
        "Keep "
            + target.resolve(BackupDesk.KEYS)
            + " apart from the rest: whoever has both can open every secret.");
    return 0;
  }
}
