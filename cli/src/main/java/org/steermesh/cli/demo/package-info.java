/** How the demo's small model is made and judged: its training data as tokens, its training. */
@NullMarked
package org.steermesh.cli.demo;

import org.jspecify.annotations.NullMarked;
