/// A month of Google Cloud billing data that nobody had to pay for.
@NullMarked
package convergence.standalone.demo;

import org.jspecify.annotations.NullMarked;
