package org.sempool;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** A class knows only the layers below its own. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.sempool");

    @Test
    void classesKnowOnlyLowerLayers() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("api")
                .definedBy("org.sempool")
                .layer("codec")
                .definedBy("org.sempool.codec")
                .layer("config")
                .definedBy("org.sempool.config")
                .layer("executor")
                .definedBy("org.sempool.executor")
                .layer("coordinator")
                .definedBy("org.sempool.coordinator")
                .layer("classes")
                .definedBy("org.sempool.classes")
                .layer("serial")
                .definedBy("org.sempool.serial")
                .layer("archive")
                .definedBy("org.sempool.archive")
                .layer("worker")
                .definedBy("org.sempool.worker")
                .layer("spi")
                .definedBy("org.sempool.spi")
                .layer("wire")
                .definedBy("org.sempool.wire")
                .layer("inspect")
                .definedBy("org.sempool.inspect")
                .layer("process")
                .definedBy("org.sempool.process")
                .layer("claim")
                .definedBy("org.sempool.claim")
                .layer("directory")
                .definedBy("org.sempool.directory")
                .layer("progress")
                .definedBy("org.sempool.progress")
                .layer("micrometer")
                .definedBy("org.sempool.micrometer")
                .layer("flight")
                .definedBy("org.sempool.flight")
                .layer("logging")
                .definedBy("org.sempool.logging")
                .layer("shm")
                .definedBy("org.sempool.shm")
                .layer("chronicle")
                .definedBy("org.sempool.chronicle")
                .layer("artemis")
                .definedBy("org.sempool.artemis")
                .layer("host")
                .definedBy("org.sempool.host")
                .whereLayer("archive")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("archive")
                .mayOnlyAccessLayers("api", "process")
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("api", "coordinator")
                .whereLayer("config")
                .mayOnlyAccessLayers("spi", "process")
                .whereLayer("worker")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("shm")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("chronicle")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("artemis")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("artemis")
                .mayOnlyAccessLayers("spi", "wire", "process", "inspect")
                .whereLayer("host")
                .mayOnlyBeAccessedByLayers("api")
                .whereLayer("host")
                .mayOnlyAccessLayers("api", "coordinator", "spi", "wire")
                .whereLayer("shm")
                .mayOnlyAccessLayers(
                        "spi", "wire", "claim", "directory", "process", "inspect", "progress")
                .whereLayer("progress")
                .mayOnlyAccessLayers("directory")
                .whereLayer("progress")
                .mayOnlyBeAccessedByLayers("coordinator", "worker", "shm")
                .whereLayer("logging")
                .mayNotAccessAnyLayer()
                .whereLayer("logging")
                .mayOnlyBeAccessedByLayers("coordinator", "worker")
                .whereLayer("inspect")
                .mayNotAccessAnyLayer()
                .whereLayer("chronicle")
                .mayOnlyAccessLayers("spi", "wire", "claim", "directory", "process")
                .whereLayer("claim")
                .mayNotAccessAnyLayer()
                .whereLayer("micrometer")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("micrometer")
                .mayOnlyAccessLayers("api")
                .whereLayer("flight")
                .mayOnlyBeAccessedByLayers("coordinator")
                .whereLayer("flight")
                .mayNotAccessAnyLayer()
                .whereLayer("directory")
                .mayOnlyAccessLayers("process")
                .whereLayer("process")
                .mayNotAccessAnyLayer()
                .whereLayer("spi")
                .mayOnlyAccessLayers("wire", "process")
                .whereLayer("wire")
                .mayOnlyAccessLayers("process")
                .whereLayer("coordinator")
                .mayOnlyAccessLayers(
                        "api",
                        "config",
                        "classes",
                        "serial",
                        "spi",
                        "wire",
                        "process",
                        "progress",
                        "flight",
                        "logging",
                        "codec")
                .whereLayer("classes")
                .mayOnlyBeAccessedByLayers("api", "coordinator", "executor")
                .whereLayer("classes")
                .mayOnlyAccessLayers("process")
                .whereLayer("worker")
                .mayOnlyAccessLayers(
                        "api", "serial", "spi", "wire", "process", "progress", "logging", "codec")
                .whereLayer("serial")
                .mayNotAccessAnyLayer()
                .whereLayer("api")
                .mayOnlyAccessLayers(
                        "config",
                        "spi",
                        "wire",
                        "classes",
                        "coordinator",
                        "codec",
                        "executor",
                        "host",
                        "serial",
                        "process")
                .whereLayer("executor")
                .mayOnlyBeAccessedByLayers("api")
                .whereLayer("executor")
                .mayOnlyAccessLayers("api", "classes", "serial", "wire")
                .whereLayer("codec")
                .mayOnlyBeAccessedByLayers("api", "coordinator", "worker")
                .whereLayer("codec")
                .mayOnlyAccessLayers("api", "wire")
                .check(CLASSES);
    }

    /**
     * The exceptions to the rule, by name: the builder makes the coordinator, which is the pool; a
     * worker host has a pool that passes jobs on.
     */
    @Test
    void onlyTheBuildersKnowTheCoordinator() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("org.sempool")
                .and()
                .haveNameNotMatching(".*[.](WorkerPoolBuilder|WorkerHost([$]Builder)?)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.sempool.coordinator")
                .check(CLASSES);
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage("org.sempool.coordinator")
                .and()
                .arePublic()
                .should()
                .haveNameMatching(
                        ".*[.](PoolStart|RelayedJob|RelayedFailureException|Workforce[$].*)")
                .check(CLASSES);
    }

    /** No decision depends on a clock that can be set: only the monotonic one is read. */
    @Test
    void nothingDependsOnTheTimeOfDay() {
        ArchRuleDefinition.noClasses()
                .that()
                // It only carries them.
                .doNotHaveFullyQualifiedName("org.sempool.codec.Values")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java[.](time[.].*(Clock|Instant|DateTime)|util[.]Date)")
                .check(CLASSES);
    }

    @Test
    void packagesBelowTheApiHaveNoCycles() {
        slices().matching(
                        "org.sempool.(shm|artemis|spi|wire|claim|directory|process|progress|logging)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
