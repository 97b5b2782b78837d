package convergence.embedded.queue;

/// A message that was given up.
///
/// @param json the message as it was on the wire
/// @param why the last refusal or error, one line
public record DeadLetter(String topic, String json, int deliveries, String why) {}
