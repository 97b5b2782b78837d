/// GoogleSQL understood without a warehouse, by ZetaSQL: binding, analysis, tables touched. The only package
/// (with those below it) that knows ZetaSQL's classes.
@NullMarked
package convergence.googlesql;

import org.jspecify.annotations.NullMarked;
