/** Learns a byte-level BPE tokenizer from text and writes it in the Hugging Face layout. */
@NullMarked
package org.steermesh.engine.training.bpe;

import org.jspecify.annotations.NullMarked;
