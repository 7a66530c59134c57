package org.steermesh.vector.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.vector.domain.BuildMethod;
import org.steermesh.vector.domain.BuildOperation;
import org.steermesh.vector.domain.BuildPlan;
import org.steermesh.vector.domain.ModelFacts;
import org.steermesh.vector.domain.PasParameters;
import org.steermesh.vector.domain.SparsePlan;
import org.steermesh.vector.domain.StoredDtype;

/** The stored form of a {@link BuildOperation} without what changes; times in ms since 1970. */
record StoredOperation(
    int format,
    String id,
    long created,
    String vectorId,
    StoredDataset dataset,
    int firstItem,
    int itemCount,
    ModelFacts model,
    BuildMethod method,
    List<Site> sites,
    @Nullable Site defaultSite,
    Positions readPositions,
    PromptLayout layout,
    Map<String, String> labels,
    @Nullable StoredDtype storedDtype,
    @Nullable SparsePlan sparse,
    @Nullable PasParameters pas) {

  static StoredOperation of(BuildOperation operation) {
    BuildPlan plan = operation.plan();
    return new StoredOperation(
        plan.storedDtype() == StoredDtype.F32 ? StoredJson.FORMAT : StoredJson.FORMAT_OF_DTYPE,
        operation.id(),
        operation.createTime().toEpochMilli(),
        plan.vectorId(),
        StoredDataset.of(plan.dataset()),
        plan.firstItem(),
        plan.itemCount(),
        plan.model(),
        plan.method(),
        plan.sites(),
        plan.defaultSite(),
        plan.readPositions(),
        plan.layout(),
        plan.labels(),
        plan.storedDtype(),
        plan.sparse(),
        plan.pas());
  }

  BuildOperation toOperation(int doneItems, BuildOperation.@Nullable Outcome outcome) {
    StoredJson.checkFormat(format);
    BuildPlan plan =
        new BuildPlan(
            vectorId,
            dataset.toDataset(),
            firstItem,
            itemCount,
            model,
            method,
            sites,
            defaultSite,
            readPositions,
            layout,
            labels,
            Objects.requireNonNullElse(storedDtype, StoredDtype.F32),
            sparse,
            pas);
    return new BuildOperation(id, plan, doneItems, Instant.ofEpochMilli(created), outcome);
  }
}
