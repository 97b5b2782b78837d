package convergence.yaml;

import java.util.Collection;

/// Finds what a misspelt word probably meant.
public final class Suggestion {
  private Suggestion() {}

  /// `, did you mean 'x'?`, or nothing when no word is near.
  public static String among(String word, Collection<String> words) {
    if (word.length() > 100) return "";
    String best = "";
    int nearest = Math.max(2, word.length() / 3) + 1;
    for (var candidate : words) {
      boolean begun = word.length() >= 3 && candidate.startsWith(word);
      int distance = begun ? 1 : distance(word, candidate);
      if (distance < nearest) {
        nearest = distance;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : ", did you mean '" + best + "'?";
  }

  /// Levenshtein's.
  private static int distance(String a, String b) {
    var previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) previous[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      var row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + change);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
