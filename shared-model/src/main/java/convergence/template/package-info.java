/// YAML with holes, and what fills them: a [convergence.template.PipelineTemplate] bound for one tenant
/// is a [convergence.template.PipelinePlan].
@NullMarked
package convergence.template;

import org.jspecify.annotations.NullMarked;
