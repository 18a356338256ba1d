/** Version of the package, filled in by the build. */
declare const UNROLL_VERSION: string;
