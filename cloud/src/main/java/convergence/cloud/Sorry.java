package convergence.cloud;

/// A sentence that the user of the command line should read; the command ends with status 1.
final class Sorry extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Sorry(String sentence) {
    super(sentence, null, false, false);
  }
}
