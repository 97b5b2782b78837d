/// What a reviewer sees before a run: [convergence.plan.PlanReview], its hash, and what has changed since it was
/// looked at.
@NullMarked
package convergence.plan;

import org.jspecify.annotations.NullMarked;
