/** Trains a low-rank change to a model that stays as it is: LoRA adapters in the layout of PEFT. */
@NullMarked
package org.steermesh.engine.training.lora;

import org.jspecify.annotations.NullMarked;
