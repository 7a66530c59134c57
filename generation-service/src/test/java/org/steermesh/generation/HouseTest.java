package org.steermesh.generation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.steermesh.generation",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class HouseTest {

  @ArchTest
  static final ArchRule theDomainKnowsNoTransportAndNoMessage =
      noClasses()
          .that()
          .resideInAPackage("..domain..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..",
              "com.google.protobuf..",
              "io.quarkus..",
              "org.steermesh.generation.v1..",
              "org.steermesh.type.v1..",
              "org.steermesh.host.protos..",
              "org.steermesh.generation.api..",
              "org.steermesh.generation.client..");

  @ArchTest
  static final ArchRule theServiceKnowsNoOtherService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.steermesh.activation..",
              "org.steermesh.vector.domain..",
              "org.steermesh.vector.api..",
              "org.steermesh.vector.store..",
              "org.steermesh.eval..");
}
