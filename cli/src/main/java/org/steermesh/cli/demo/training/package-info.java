/**
 * How the demo's small model is made and judged: its documents as tokens, its training, a probe.
 */
@NullMarked
package org.steermesh.cli.demo.training;

import org.jspecify.annotations.NullMarked;
