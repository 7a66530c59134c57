package org.steermesh.eval.domain;

/** What one step of a {@link Study} found; kept as soon as the step is done, never changed. */
public sealed interface Finding permits PasFinding, OpenEndedFinding, SideEffectFinding {}
