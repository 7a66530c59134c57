/**
 * The part of Jinja that chat templates use, interpreted without reflection, files or clocks of its
 * own, under a budget.
 */
@NullMarked
package org.steermesh.engine.tokenizer.jinja;

import org.jspecify.annotations.NullMarked;
