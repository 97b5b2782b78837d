/// YAML that people wrote, read strictly: every value keeps its line, a [convergence.yaml.Shape] says what is
/// allowed, and the same shape becomes JSON Schema for editors.
@NullMarked
package convergence.yaml;

import org.jspecify.annotations.NullMarked;
