package convergence.cloud;

import convergence.google.GoogleConfig;
import convergence.google.pubsub.DeadLetters;
import convergence.google.pubsub.DeadLetters.Letter;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dead-letters list|replay|drop`: what handlers gave back too often.
@Command(
    name = "dead-letters",
    description = "Look at messages that were given up, ring them once more, or throw them away.")
final class DeadLettersCommand {
  /// Which letters a command is about.
  static final class Choice {
    @Option(names = "--topic", description = "runs or run-events (default: each).")
    private List<String> topics = List.of();

    @Option(names = "--id", description = "Only the message of this id; may be repeated.")
    private List<String> ids = List.of();

    @Option(names = "--all", description = "Every message, for replay and drop.")
    private boolean all;

    List<String> topics() {
      for (var topic : topics)
        if (!DeadLetters.topics().contains(topic))
          throw new Sorry(
              "There is no topic "
                  + topic
                  + "; there is "
                  + String.join(", ", DeadLetters.topics())
                  + ".");
      return topics.isEmpty() ? DeadLetters.topics() : topics;
    }

    Predicate<Letter> named() {
      if (all == ids.isEmpty()) return letter -> all || ids.contains(letter.id());
      throw new Sorry("Name messages by --id, or all of them by --all.");
    }
  }

  private interface Work {
    List<Letter> on(DeadLetters letters, String topic);
  }

  @Command(name = "list", description = "Show them; they stay.")
  int list(@Mixin Choice choice) {
    return each(choice, (letters, topic) -> letters.list(topic), "");
  }

  @Command(
      name = "replay",
      description = "Publish them once more. Safe at any time: who answers reads the ledger.")
  int replay(@Mixin Choice choice) {
    var named = choice.named();
    return each(choice, (letters, topic) -> letters.replay(topic, named), "rung again: ");
  }

  @Command(
      name = "drop",
      description =
          "Throw them away. The runs stay in the ledger; the sweeper rings for open ones.")
  int drop(@Mixin Choice choice) {
    var named = choice.named();
    return each(choice, (letters, topic) -> letters.drop(topic, named), "dropped: ");
  }

  private static int each(Choice choice, Work work, String did) {
    int count = 0;
    try (var context = ServiceProcess.open(Service.QUOTA, Environment.settings(), Map.of());
        var letters = new DeadLetters(context.getBean(GoogleConfig.class))) {
      for (var topic : choice.topics())
        for (var letter : work.on(letters, topic)) {
          count++;
          System.out.println(
              did + letter.id() + " " + letter.topic() + " " + letter.at() + " " + letter.text());
        }
    }
    System.out.println(count == 1 ? "1 message" : count + " messages");
    return 0;
  }
}
