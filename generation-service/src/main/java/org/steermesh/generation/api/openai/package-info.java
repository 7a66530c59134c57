/** Speaks OpenAI's HTTP: translates to {@code steermesh.generation.v1} and back. */
@NullMarked
package org.steermesh.generation.api.openai;

import org.jspecify.annotations.NullMarked;
