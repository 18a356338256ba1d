/** Version of the package, filled in by the build. */
declare const UNROLL_VERSION: string;
/** Names of the files in samples/, put in by the build. */
declare const UNROLL_SAMPLES: readonly string[];
