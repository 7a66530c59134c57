/** Painless activation steering: how a study of it runs, and what is read off its findings. */
@NullMarked
package org.steermesh.eval.domain.pas;

import org.jspecify.annotations.NullMarked;
