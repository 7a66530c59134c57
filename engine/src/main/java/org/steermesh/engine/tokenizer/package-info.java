/**
 * Text to tokens: the model's own tokenizer and chat template, with the border between prompt and
 * completion kept.
 */
@NullMarked
package org.steermesh.engine.tokenizer;

import org.jspecify.annotations.NullMarked;
