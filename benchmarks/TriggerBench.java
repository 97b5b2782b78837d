import com.sun.management.OperatingSystemMXBean;
import convergence.audit.Actor;
import convergence.directory.OnboardingOrder;
import convergence.directory.TenantDirectory;
import convergence.schedule.Catchup;
import convergence.schedule.Cron;
import convergence.schedule.ScheduleBook;
import convergence.schedule.ScheduleDraft;
import convergence.schedule.Trigger;
import convergence.template.TemplateKey;
import convergence.tenant.TenantId;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/// Fills a store with hourly schedules of 100 tenants, turns the clock, and times `trigger`: before, then with the first
/// DUE of them due at once, and afterwards.
///
///     java -Xmx1g -cp 'standalone/target/app/lib/*' -Dconvergence.native=standalone/target/app/native \
///       benchmarks/TriggerBench.java FOLDER [SCHEDULES [DUE]]
///
/// The embedded foundation's own beans on its own files, without the HTTP server and without the tick.
final class TriggerBench {
  private static final int TENANTS = 100;
  private static final int WRITERS = 64;

  public static void main(String[] arguments) throws Exception {
    var folder = Path.of(arguments[0]);
    int schedules = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
    int due = arguments.length > 2 ? Integer.parseInt(arguments[2]) : schedules;
    delete(folder);
    Files.createDirectories(folder);
    var settings =
        Map.<String, Object>of(
            "convergence.data-dir", folder.toString(),
            "convergence.configs-dir", "benchmarks/configs",
            "convergence.files-base", folder.resolve("files").toString());
    var now = new AtomicReference<>(Instant.parse("2026-01-01T00:30:00Z"));
    try (var context = ApplicationContext.builder().banner(false).properties(settings).build()) {
      context.registerSingleton(InstantSource.class, now::get);
      context.start();
      fill(context, schedules, due);
      var trigger = context.getBean(Trigger.class);
      System.out.printf("%,d schedules, heap %,d MB%n", schedules, heap());
      nothing(trigger);
      now.set(Instant.parse("2026-01-01T01:00:00Z"));
      var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      var threads = threads();
      long cpu = system.getProcessCpuTime();
      long begun = System.nanoTime();
      var done = trigger.trigger();
      cpu = system.getProcessCpuTime() - cpu;
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%,d due, %,d enqueued in %.1f s: %,.0f a second, %.0f us of CPU each, heap %,d MB%n",
          done.due(), done.enqueued(), seconds, done.enqueued() / seconds, cpu / 1e3 / due, heap());
      threads().forEach((name, nanos) -> {
        double each = (nanos - threads.getOrDefault(name, 0L)) / 1e3 / due;
        if (each >= 0.5) System.out.printf(Locale.ROOT, "  %s: %.1f us of CPU each%n", name, each);
      });
      if (done.enqueued() != due) throw new AssertionError(done.toString());
      nothing(trigger);
    }
    System.exit(0);
  }

  private static void fill(ApplicationContext context, int schedules, int due) throws Exception {
    var directory = context.getBean(TenantDirectory.class);
    var book = context.getBean(ScheduleBook.class);
    for (int i = 0; i < TENANTS; i++)
      directory.enrol(
          new OnboardingOrder(new TenantId("tenant_" + i), "Tenant " + i, null, "BENCH"),
          Actor.SYSTEM);
    var template = new TemplateKey("bench", "bench", "single");
    var hour = Cron.parse("0 * * * *");
    var later = Cron.parse("20 * * * *");
    try (var writers = Executors.newFixedThreadPool(WRITERS)) {
      var work = new ArrayList<Callable<Void>>();
      for (int w = 0; w < WRITERS; w++) {
        int first = w;
        work.add(
            () -> {
              for (int i = first; i < schedules; i += WRITERS) {
                book.create(
                    new TenantId("tenant_" + i % TENANTS),
                    new ScheduleDraft(
                        template, i < due ? hour : later, ZoneOffset.UTC, true, Catchup.LATEST, Map.of()),
                    Actor.SYSTEM);
                if (i % 100_000 == 0) System.err.printf("%,d …%n", i);
              }
              return null;
            });
      }
      for (var end : writers.invokeAll(work)) end.get();
    }
  }

  private static void nothing(Trigger trigger) {
    var took = new long[100];
    for (int i = 0; i < took.length; i++) {
      long begun = System.nanoTime();
      if (trigger.trigger().due() > 0) throw new AssertionError("something was due");
      took[i] = System.nanoTime() - begun;
    }
    Arrays.sort(took);
    System.out.printf(
        Locale.ROOT,
        "nothing due: p50 %.2f ms, slowest %.2f ms of %d%n",
        took[took.length / 2] / 1e6, took[took.length - 1] / 1e6, took.length);
  }

  /// What each thread of the JVM's own has taken, in nanoseconds.
  private static Map<String, Long> threads() {
    var bean = ManagementFactory.getThreadMXBean();
    var taken = new TreeMap<String, Long>();
    for (var thread : bean.getThreadInfo(bean.getAllThreadIds()))
      if (thread != null)
        taken.merge(thread.getThreadName(), bean.getThreadCpuTime(thread.getThreadId()), Long::sum);
    return taken;
  }

  private static long heap() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }
}
