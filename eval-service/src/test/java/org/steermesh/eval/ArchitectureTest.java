package org.steermesh.eval;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.steermesh", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule roomsDependInOneDirection =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.steermesh.eval..")
          .layer("domain")
          .definedBy("org.steermesh.eval.domain..")
          .layer("types")
          .definedBy("org.steermesh.eval.types")
          .layer("api")
          .definedBy("org.steermesh.eval.api")
          .layer("store")
          .definedBy("org.steermesh.eval.store")
          .layer("client")
          .definedBy("org.steermesh.eval.client")
          .layer("config")
          .definedBy("org.steermesh.eval.config")
          .whereLayer("api")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("store")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("client")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("types")
          .mayOnlyBeAccessedByLayers("api", "client")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("api", "store", "client");

  @ArchTest
  static final ArchRule theDomainKnowsNeitherFrameworkNorWire =
      noClasses()
          .that()
          .resideInAPackage("org.steermesh.eval.domain..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..",
              "io.grpc..",
              "io.lettuce..",
              "com.google..",
              "com.fasterxml..",
              "jakarta..",
              "org.steermesh.eval.v1..",
              "org.steermesh.type.v1..");

  @ArchTest
  static final ArchRule theStoreKnowsNoProtobuf =
      noClasses()
          .that()
          .resideInAPackage("org.steermesh.eval.store")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.protobuf..", "org.steermesh.eval.v1..");

  @ArchTest
  static final ArchRule noOtherServiceIsUsedButByItsContract =
      noClasses()
          .that()
          .resideInAPackage("org.steermesh.eval..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.steermesh.vector.domain..",
              "org.steermesh.generation.domain..",
              "org.steermesh.activation.domain..",
              "org.steermesh.engine..");
}
