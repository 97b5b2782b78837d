/// What can go wrong on purpose: a [convergence.problem.Refusal] is a *no* that we meant and tell the
/// caller; a [convergence.problem.Fault] is what a step's world did to it. Everything else is a bug.
@NullMarked
package convergence.problem;

import org.jspecify.annotations.NullMarked;
